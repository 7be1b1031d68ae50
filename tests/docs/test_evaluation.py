"""docs/evaluation.md says what every figure is."""

import re
from pathlib import Path

import pytest

from segue.factors.metrics.significance import RESAMPLES, SIGN_FLIPS
from segue.training import scores
from segue.training.breakdowns import BANDS, KNOWN_SONGS, SWEPT_LISTENERS
from segue.training.evaluation import EVALUATED_LISTENERS
from segue.training.measures import DEPTH, EXPOSURE_METRICS, RANKING_METRICS
from segue.training.neighbours import MOST_NEIGHBOURS, SHRINKAGE

PAGE = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text()


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def rows(heading: str) -> dict[str, list[str]]:
    """Names in the first column of a section's table → the other cells of their row."""
    section = re.split(rf"^## {heading}$", PAGE, flags=re.MULTILINE)[1].split("\n## ")[0]
    lines = re.findall(r"^\| (`.*) \|$", section.replace(r"\|", "¦"), re.MULTILINE)
    cells = [line.split(" | ") for line in lines]
    return {name: rest for first, *rest in cells for name in re.findall(r"`([^`]+)`", first)}


@pytest.mark.parametrize(
    ("heading", "metrics", "n_cells"),
    [("What is found", RANKING_METRICS, 2), ("What is shown", EXPOSURE_METRICS, 3)],
)
def test_every_metric_has_a_formula_and_says_what_good_looks_like(
    heading: str, metrics: tuple[str, ...], n_cells: int
) -> None:
    explained = rows(heading)
    assert tuple(explained) == metrics
    assert all(len(cells) == n_cells and all(cells) for cells in explained.values())


def test_every_field_of_an_evaluation_is_explained() -> None:
    explained = rows("As JSON")
    assert list(explained) == list(scores.Evaluation.model_fields)
    for part, kind in (
        ("systems", scores.SystemScores),
        ("systems", scores.Score),
        ("comparisons", scores.Comparison),
        ("breakdowns", scores.Breakdown),
        ("breakdowns", scores.Level),
        ("learning_curve", scores.LearningPoint),
    ):
        assert set(kind.model_fields) <= set(re.findall(r"`([^`]+)`", explained[part][0]))


@pytest.mark.parametrize(
    "sentence",
    [
        f"above {_spaced(EVALUATED_LISTENERS)}, so many evenly spread",
        f"swept for at most {_spaced(SWEPT_LISTENERS)} of them",
        f"{_spaced(RESAMPLES)} resamples",
        f"{_spaced(SIGN_FLIPS)} random sign flips",
        f"a shrinkage of {SHRINKAGE:g} listeners, {MOST_NEIGHBOURS} neighbours",
        f"0 without one in {DEPTH}",
        f"{', '.join(map(str, KNOWN_SONGS))}, all",
        ", ".join(BANDS),
    ],
)
def test_the_stated_numbers_are_those_in_force(sentence: str) -> None:
    assert sentence in " ".join(PAGE.split())
