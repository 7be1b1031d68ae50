"""The systems as a table: what the first picture shows, in figures."""

from dataclasses import dataclass
from typing import Final

from segue.training.report.figures import interval, share, signed
from segue.training.report.levels import RECALL
from segue.training.report.systems import best_first
from segue.training.scores import Comparison, Evaluation, Score, SystemScores

MISSING: Final = "\N{EN DASH}"
"""Where a system has no such figure."""


@dataclass(frozen=True)
class Standing:
    """One system's row.

    Attributes:
        name: of the system.
        is_subject: whether it is the one under test.
        headline: mean in the headline metric.
        spread: its 95 % interval.
        recall: mean recall@20.
        coverage: share of the catalogue shown to somebody.
        gini: of exposure.
        difference: the subject's paired lead over it in the headline metric, with its p-value.
    """

    name: str
    is_subject: bool
    headline: str
    spread: str
    recall: str
    coverage: str
    gini: str
    difference: str


def standings(evaluation: Evaluation) -> tuple[Standing, ...]:
    """All systems, best first."""
    against = {one.against: one for one in evaluation.comparisons if one.metric == evaluation.headline}
    return tuple(
        _standing(name, evaluation, evaluation.systems[name], against.get(name))
        for name in best_first(evaluation)
    )


def _standing(
    name: str, evaluation: Evaluation, scores: SystemScores, comparison: Comparison | None
) -> Standing:
    headline = scores.ranking.get(evaluation.headline)
    coverage, gini = scores.exposure.get("coverage@20"), scores.exposure.get("gini@20")
    return Standing(
        name=name,
        is_subject=name == evaluation.subject,
        headline=_mean(headline),
        spread="" if headline is None else interval(headline),
        recall=_mean(scores.ranking.get(RECALL)),
        coverage=MISSING if coverage is None else share(coverage),
        gini=MISSING if gini is None else f"{gini:.2f}",
        difference=MISSING if comparison is None else _led(comparison),
    )


def _mean(score: Score | None) -> str:
    return MISSING if score is None else f"{score.mean:.3f}"


def _led(comparison: Comparison) -> str:
    p = "p < 0.001" if comparison.p_value < 0.001 else f"p = {comparison.p_value:.3f}"
    return f"{signed(comparison.difference.mean)}, {p}"
