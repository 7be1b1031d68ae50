import pytest

from segue.training.report.levels import levels_of
from segue.training.report.newcomers import draw_newcomers, finding
from segue.training.scores import Breakdown, Level
from tests.training.report.world import evaluation, level


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (
            [level("0", 0.1, 0.1), level("1", 0.2, 0.1), level("2", 0.3, 0.1)],
            "With 1 known song it already finds more than popularity",
        ),
        ([level("0", 0.1, 0.1), level("2", 0.05, 0.1)], "With 2 known songs popularity finds more"),
        ([level("0", 0.1, 0.1)], "How much it finds by number of known songs"),
        ([], "How much it finds by number of known songs"),
    ],
)
def test_the_title_says_from_when_on_it_pays(levels: list[Level], said: str) -> None:
    assert finding(evaluation(), levels) == said


def test_levels_nobody_is_in_are_left_out() -> None:
    empty = level("0", 0.1, 0.1).model_copy(update={"n_listeners": 0})
    breakdown = Breakdown(name="known songs", levels=[empty, level("1", 0.1, 0.1)])
    assert [one.label for one in levels_of(evaluation(breakdowns=[breakdown]), "known songs")] == ["1"]
    assert levels_of(evaluation(breakdowns=[]), "known songs") == []


def test_a_level_without_a_system_is_drawn_without_it() -> None:
    alone = Level(label="1", n_listeners=3, systems={"spectral": level("1", 0.1, 0).systems["spectral"]})
    assert draw_newcomers(evaluation(), [alone]).png.startswith(b"\x89PNG")
    nothing = Level(label="1", n_listeners=3, systems={})
    assert draw_newcomers(evaluation(), [nothing]).png.startswith(b"\x89PNG")
