"""The few figures a release is known by."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from segue.releases.summaries import POPULARITY
from segue.training.report.figures import interval, metric_label, share, signed
from segue.training.report.material import Material
from segue.training.scores import Evaluation, Score

_COVERAGE: Final = "coverage@20"


@dataclass(frozen=True)
class KeyFigure:
    """A figure, what it is, and a remark beside it."""

    name: str
    value: str
    remark: str


def key_figures(material: Material) -> tuple[KeyFigure, ...]:
    """Quality as far as it was measured, then size."""
    return (
        *(() if material.evaluation is None else _measured(material.evaluation)),
        KeyFigure("songs", f"{len(material.songs):,}", "in the catalogue"),
        KeyFigure("listeners", f"{material.n_listeners:,}", "it learned from"),
        KeyFigure("pairs", f"{material.n_pairs:,}", "of listener and song"),
    )


def _measured(evaluation: Evaluation) -> Iterator[KeyFigure]:
    scores, headline = evaluation.systems[evaluation.subject], evaluation.headline
    if headline in scores.ranking:
        score = scores.ranking[headline]
        yield KeyFigure(metric_label(headline), f"{score.mean:.3f}", interval(score))
    for one in evaluation.comparisons:
        if one.metric == headline and one.against == POPULARITY:
            yield KeyFigure(f"against {POPULARITY}", signed(one.difference.mean), _sureness(one.difference))
    if _COVERAGE in scores.exposure:
        yield KeyFigure("coverage", share(scores.exposure[_COVERAGE]), "of the songs are shown to somebody")


def _sureness(difference: Score) -> str:
    if difference.low > 0:
        return "surely better"
    return "surely worse" if difference.high < 0 else "no sure difference"
