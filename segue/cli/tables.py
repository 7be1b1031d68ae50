"""What a person sees of a data report and of an evaluation."""

from collections.abc import Sequence
from typing import Any

from segue.base.source import Source, source_rows
from segue.cli.console import say, show_figures, show_table
from segue.training.measures import EXPOSURE_METRICS, RANKING_METRICS
from segue.training.scores import Breakdown, Comparison, Evaluation, Score


def show_evaluation(evaluation: Evaluation | None, *, detail: bool = False) -> None:
    """Systems side by side with their 95 % intervals, what they show, and how they compare.

    With ``detail`` also the headline metric in each part of the holdout.
    """
    if evaluation is None:
        say("not evaluated")
        return
    systems = evaluation.systems
    show_figures(
        f"held out: {evaluation.protocol['kind']}, {evaluation.n_listeners:,} listeners, full ranking",
        ["", *systems],
        [
            [metric, *(_score(scores.ranking.get(metric)) for scores in systems.values())]
            for metric in RANKING_METRICS
        ],
    )
    show_figures(
        "what is shown",
        ["", *systems],
        [
            [metric, *(_figure(scores.exposure.get(metric)) for scores in systems.values())]
            for metric in EXPOSURE_METRICS
        ],
    )
    if detail:
        for breakdown in evaluation.breakdowns:
            _show_breakdown(breakdown, evaluation.headline, list(systems))
    for comparison in evaluation.comparisons:
        say(_compared(comparison))


def show_report(report: dict[str, Any]) -> None:
    """The data report, one line per figure."""
    rows: list[tuple[str, str]] = []
    notes: list[str] = []
    for name, value in report.items():
        words = name.replace("_", " ")
        if isinstance(value, dict):
            rows.extend((f"{words}: {reason}", _shown(count)) for reason, count in value.items())
        elif isinstance(value, list):
            notes.extend(value)
        elif value is not None:
            rows.append((words, _shown(value)))
    show_table("the log", ["", ""], rows)
    for note in notes:
        say(f"note: {note}")


def show_sources(sources: Sequence[Source]) -> None:
    """How much of a merged log came from where; nothing for a log of one source."""
    merged = [source for source in sources if source.kinds]
    if merged:
        show_figures("where it comes from", ["", *(source.name for source in merged)], source_rows(merged))


def _compared(comparison: Comparison) -> str:
    lead = comparison.difference
    interval = f"{lead.mean:+.4f} [{lead.low:+.4f}, {lead.high:+.4f}], p {comparison.p_value:.4f}"
    if lead.low > 0:
        return f"{comparison.metric}: better than {comparison.against}, by {interval}"
    if lead.high < 0:
        return f"{comparison.metric}: WORSE than {comparison.against}, by {interval}"
    return f"{comparison.metric}: no sure difference to {comparison.against}: {interval}"


def _show_breakdown(breakdown: Breakdown, metric: str, systems: list[str]) -> None:
    show_figures(
        f"{metric} by {breakdown.name}",
        ["", "listeners", *systems],
        [
            [
                level.label,
                f"{level.n_listeners:,}",
                *(_score(level.systems.get(system, {}).get(metric)) for system in systems),
            ]
            for level in breakdown.levels
        ],
    )


def _score(score: Score | None) -> str:
    return "" if score is None else f"{score.mean:.4f} ±{(score.high - score.low) / 2:.3f}"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _shown(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.6f}" if isinstance(value, float) else str(value)
