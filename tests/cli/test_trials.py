from io import StringIO

import pytest
from rich.console import Console

from segue.cli.trials import StudyRows, TrialTable, show_study
from segue.training.studies import Question, Setting, State, Study, Trial


def trial(number: int, value: float | None, state: State = "complete", **settings: Setting) -> Trial:
    return Trial(number=number, state=state, trainer="spectral", settings=settings, value=value, seconds=1.26)


def study(*trials: Trial, trainers: tuple[str, ...] = ("spectral",)) -> Study:
    question = Question(
        fingerprint="f",
        holdout=0.2,
        metric="ndcg@20",
        trainers=trainers,
        fixed={"dimensions": 8},
        searched={"spectral.song_exponent": "0.15 … 0.5, evenly"},
        seed=0,
    )
    return Study(name="one", source="log.csv", question=question, protocol={}, trials=trials)


FOUND = study(
    trial(0, 0.2, dimensions=8, song_exponent=0.3),
    trial(1, 0.15, "pruned", dimensions=8, song_exponent=0.123456),
    trial(2, None, "failed", dimensions=8, song_exponent=0.5),
    trial(3, 0.25, dimensions=8, song_exponent=0.4),
)


def test_each_searched_setting_of_one_trainer_has_a_column() -> None:
    rows = StudyRows(FOUND, width=100)
    assert rows.columns == ["trial", "ndcg@20", "seconds", "song exponent"]
    assert [rows.cells(trial) for trial in FOUND.trials] == [
        ["0", "0.2000", "1.3", "0.3"],
        ["1 pruned", "0.1500", "1.3", "0.123"],
        ["2 failed", "", "1.3", "0.5"],
        ["3 best", "0.2500", "1.3", "0.4"],
    ]


@pytest.mark.parametrize(
    ("shown", "width"),
    [(FOUND, 40), (study(*FOUND.trials, trainers=("spectral", "svd")), 200)],
    ids=["a narrow terminal", "several trainers"],
)
def test_settings_share_a_column_where_they_must(shown: Study, width: int) -> None:
    rows = StudyRows(shown, width)
    assert rows.columns[-1] == "settings"
    assert rows.cells(shown.trials[3])[-1] == "spectral song_exponent=0.4"


def test_the_whole_study_is_a_table_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    show_study(FOUND)
    printed = capsys.readouterr().out
    assert "study one, dimensions=8: 4 trials, 1 pruned" in printed
    assert "3 best" in printed


def test_the_live_table_has_the_best_on_top_and_says_what_is_at_work() -> None:
    table, screen = TrialTable(), StringIO()
    table.show(FOUND)
    with table.task("training spectral", total=4) as task:
        task.advance()
        Console(file=screen, width=100).print(table._drawn())
    shown = screen.getvalue()
    places = [shown.index(f"│ {name} ") for name in ("3 best", "2 failed", "1 pruned", "0")]
    assert places == sorted(places)
    assert "trial 4 training spectral 25%" in shown


def test_where_nobody_watches_each_new_trial_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    table = TrialTable()
    with table.live():
        for count in (2, 3, 4):
            table.show(FOUND.model_copy(update={"trials": FOUND.trials[:count]}))
    assert capsys.readouterr().err.splitlines() == [
        "trial 2 failed, seconds 1.3, song exponent 0.5",
        "trial 3 best, ndcg@20 0.2500, seconds 1.3, song exponent 0.4",
    ]
