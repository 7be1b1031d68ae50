from segue.training.report import facts
from tests.training.report.world import draft

REPORT = {
    "columns": {"user": "who"},
    "rows_read": 1200,
    "density": 0.0123456789,
    "first_date": None,
    "dropped": {"no song": 3, "no listener": 1},
    "notes": ["Read me."],
}


def test_the_data_report_is_told_in_words() -> None:
    assert facts.data_facts(REPORT) == (
        ("columns: user", "who"),
        ("rows read", "1,200"),
        ("density", "0.0123457"),
    )
    assert facts.dropped_rows(REPORT) == (("no song", "3"), ("no listener", "1"))
    assert facts.dropped_rows({}) == ()


def test_a_cut_in_time_is_told_by_its_date() -> None:
    protocol = {"kind": "time", "cut": 1760598057, "cut_date": "2025-10-16T07:00:57Z"}
    assert facts.protocol_facts(protocol) == (("kind", "time"), ("cut date", "2025-10-16T07:00:57Z"))


def test_what_it_takes_to_repeat_the_training_is_all_there() -> None:
    made = dict(facts.making_facts(draft(holdout={"fraction": 0.2, "refit": True})))
    assert made == {
        "trainer": "spectral",
        "dimensions": "4",
        "song exponent": "0.4",
        "seed of the training": "7",
        "holdout: fraction": "0.2",
        "holdout: refit": "True",
        "data fingerprint": "abc",
        "release in service then": "none",
    }


def test_notes_of_the_training_come_before_those_of_the_log() -> None:
    assert facts.notes_of(draft(notes=("Not evaluated.",))) == ("Not evaluated.", "Columns not used: 'mood'.")
