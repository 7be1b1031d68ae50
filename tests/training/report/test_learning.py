import pytest

from segue.training.report.learning import draw_learning, finding
from segue.training.scores import LearningPoint
from tests.training.report.world import evaluation, learned


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (
            [learned(0.5, 0.15), learned(1, 0.2)],
            "More listeners still help: from 50 % to 100 % of the listeners, it gains 0.050",
        ),
        (
            [learned(0.5, 0.2), learned(1, 0.15)],
            "More listeners make it worse: from 50 % to 100 % of the listeners, it loses 0.050",
        ),
        (
            [learned(0.5, 0.195), learned(1, 0.2)],
            "More listeners hardly help any more: from 50 % to 100 % of the listeners, no sure change",
        ),
    ],
)
def test_the_title_says_what_the_last_step_brought(points: list[LearningPoint], said: str) -> None:
    assert finding(points) == said
    assert draw_learning(evaluation(learning_curve=points)).title == said
