import pytest

from segue.training.report.standings import MISSING, standings
from segue.training.report.systems import draw_systems, finding
from segue.training.scores import Comparison
from tests.training.report.world import comparison, evaluation


@pytest.mark.parametrize(
    ("comparisons", "said"),
    [
        (
            [comparison("als", 0.05), comparison("popularity", 0.1)],
            "spectral ranks better than als and popularity",
        ),
        (
            [comparison("als", 0.005), comparison("popularity", 0.1)],
            "No sure difference between spectral and als",
        ),
        ([comparison("als", -0.05), comparison("popularity", 0.1)], "als ranks better than spectral"),
        ([comparison(name, -0.05) for name in "ab"], "a and b rank better than spectral"),
        ([comparison(name, 0.05) for name in "abcde"], "spectral ranks better than 5 other systems"),
        ([], "How well does spectral rank?"),
    ],
)
def test_the_title_is_the_outcome_of_the_paired_comparisons(comparisons: list[Comparison], said: str) -> None:
    assert finding(evaluation(comparisons=comparisons)) == said


def test_the_caption_counts_the_listeners() -> None:
    picture = draw_systems(evaluation())
    assert picture.file_name == "report-systems.png"
    assert picture.caption.startswith("40 listeners")


def test_the_table_has_the_best_first_and_the_lead_over_each() -> None:
    rows = standings(evaluation())
    assert [row.name for row in rows] == ["spectral", "als", "popularity", "random"]
    best, second = rows[:2]
    assert (best.is_subject, best.headline, best.spread, best.recall) == (
        True,
        "0.200",
        "0.190 … 0.210",
        "0.220",
    )
    assert (best.difference, second.difference) == (MISSING, "+0.020, p < 0.001")
    assert (best.coverage, best.gini) == ("50 %", "0.60")
