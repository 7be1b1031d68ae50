"""What a person sees of a data report and of an evaluation."""

from typing import Any

from segue.cli.console import say, show_table
from segue.training.measures import EXPOSURE_METRICS, RANKING_METRICS
from segue.training.scores import Comparison, Evaluation, Score, SystemScores


def show_evaluation(evaluation: Evaluation | None) -> None:
    """Systems side by side, means over listeners with their 95 % intervals."""
    if evaluation is None:
        say("not evaluated")
        return
    show_table(
        f"held out: {evaluation.protocol['kind']}, {evaluation.n_listeners:,} listeners, full ranking",
        ["", *evaluation.systems],
        [
            *(
                [metric, *(_interval(scores.ranking[metric]) for scores in evaluation.systems.values())]
                for metric in RANKING_METRICS
            ),
            *(
                [metric, *(_exposure(scores, metric) for scores in evaluation.systems.values())]
                for metric in EXPOSURE_METRICS
            ),
        ],
    )
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


def _compared(comparison: Comparison) -> str:
    lead = comparison.difference
    interval = f"{lead.mean:+.4f} [{lead.low:+.4f}, {lead.high:+.4f}], p {comparison.p_value:.4f}"
    if lead.low > 0:
        return f"{comparison.metric}: better than {comparison.against}, by {interval}"
    if lead.high < 0:
        return f"{comparison.metric}: WORSE than {comparison.against}, by {interval}"
    return f"{comparison.metric}: no sure difference to {comparison.against}: {interval}"


def _exposure(scores: SystemScores, metric: str) -> str:
    return f"{scores.exposure[metric]:.4f}       " if metric in scores.exposure else ""


def _interval(score: Score) -> str:
    return f"{score.mean:.4f} ±{(score.high - score.low) / 2:.3f}"


def _shown(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.6f}" if isinstance(value, float) else str(value)
