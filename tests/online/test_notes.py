"""What stands against comparing is said."""

from segue.online.notes import notes
from tests.online.reports import report_of, shift


def test_two_releases_side_by_side_with_listeners_enough_need_no_note() -> None:
    assert notes(report_of(shift("one", 0, 20), shift("other", 5, 28))) == []


def test_releases_of_different_weeks_are_not_compared() -> None:
    (note,) = notes(report_of(shift("new", 14, 28), shift("old", 0, 14)))
    assert "Not shown at the same time: old and new." in note
    assert "main.py experiment" in note


def test_a_release_shown_alone_for_long_and_beside_another_for_short_is_compared_over_the_shorter() -> None:
    assert notes(report_of(shift("new", 20, 28), shift("old", 0, 24))) == []
    (note,) = notes(report_of(shift("new", 20, 28), shift("old", 0, 23)))
    assert note.startswith("Not shown at the same time")


def test_many_pairs_are_named_in_short() -> None:
    (note,) = notes(report_of(*(shift(f"r{n}", 2 * n, 2 * n + 1) for n in range(5))))
    assert "and 7 more pairs" in note


def test_too_few_listeners_nothing_at_all_fresh_lists_and_experiments_are_said() -> None:
    few = notes(report_of(shift("one", 0, 20), listeners=29))
    assert few == ["one: too little to tell, 29 of at least 30 listeners."]
    assert notes(report_of())[0].startswith("Nothing was shown to a signed-in listener")
    assert notes(report_of(shift("one", 0, 20), days_later=0.5)) == [
        "Lists of the last 24 hours are counted, and more may still come of them."
    ]
    (left_out,) = notes(report_of(shift("one", 0, 20), n_compared=1200))
    assert left_out.startswith("1,200 lists were part of an experiment")
