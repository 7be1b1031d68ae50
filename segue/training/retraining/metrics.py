"""Metrics of a retraining for the textfile collector of Prometheus' node exporter.

Text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats); names by its naming practices: base
units, and no counters, as each run writes the file anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from segue.base.files import whole_file
from segue.base.source import ACCOUNTS, Source
from segue.releases.manifest import Manifest
from segue.releases.summaries import headline_of
from segue.training.beside import LIVE
from segue.training.retraining.outcome import EXIT_CODES, Outcome
from segue.training.retraining.state import Retraining

_WORDS = {ACCOUNTS: "accounts", "titles": "titles"}


@dataclass(frozen=True)
class Facts:
    """What a retraining found out, as far as it came.

    Attributes:
        sources: what it trained on; empty before that was read.
        manifest: of the release; ``None`` before it is sealed.
    """

    sources: tuple[Source, ...] = ()
    manifest: Manifest | None = None


def write_metrics(path: Path, ended: Retraining, facts: Facts) -> None:
    """Put the metrics of a retraining in the place of the last one's, whole and for everybody to read.

    Raises ``OSError``.
    """
    with whole_file(path) as file:
        file.write_text("".join(_lines(ended, facts)), encoding="utf-8")
        file.chmod(0o644)


def _lines(ended: Retraining, facts: Facts) -> Iterator[str]:
    began, end, outcome = ended.started_at, ended.ended_at, ended.outcome
    if end is not None and outcome is not None:
        yield from _gauge("last_run_timestamp_seconds", "When the last retraining ended.", end.timestamp())
        yield from _gauge("last_run_duration_seconds", "How long it took.", (end - began).total_seconds())
        yield from _gauge("last_exit_code", "The exit code it ended with.", EXIT_CODES[outcome])
        said = {str(each): each is outcome for each in Outcome}
        yield from _gauges("last_outcome", "1 for how it ended, 0 for the others.", "outcome", said)
    if ended.promoted_at is not None:
        at = ended.promoted_at.timestamp()
        yield from _gauge("last_success_timestamp_seconds", "When one last promoted a release.", at)
    stages = {str(stage): seconds for stage, seconds in ended.seconds.items()}
    yield from _gauges("stage_duration_seconds", "How long each stage took that it came to.", "stage", stages)
    rows = _by_source(facts.sources)
    yield from _gauges("source_rows", "Rows that were read, used or not.", "source", rows)
    if facts.manifest is not None:
        yield from _of_release(facts.manifest)


def _of_release(manifest: Manifest) -> Iterator[str]:
    yield from _gauge("songs", "Songs of the release it made.", manifest.n_songs)
    systems = {"candidate": manifest.trainer.name, "live": LIVE}
    means = {model: headline_of(manifest, system) for model, system in systems.items()}
    ranking = {model: mean for model, mean in means.items() if mean is not None}
    yield from _gauges("ndcg_at_20", "Ranking quality on the holdout.", "model", ranking)
    checks = () if manifest.gate is None else manifest.gate.checks
    passed = {check.name: check.passed for check in checks}
    yield from _gauges("gate_check_passed", "1 for a check of the gate that passed.", "check", passed)


def _by_source(sources: tuple[Source, ...]) -> dict[str, int]:
    """Rows by kind of source: names of files are nobody's business here."""
    return {_WORDS.get(source.format, "log"): source.rows for source in sources}


def _gauge(name: str, help_text: str, value: float) -> Iterator[str]:
    yield from _header(name, help_text)
    yield f"segue_retrain_{name} {float(value)!r}\n"


def _gauges(name: str, help_text: str, label: str, values: Mapping[str, float]) -> Iterator[str]:
    """A line per label, whose values are words of ours and need no escaping; nothing where there are none."""
    if values:
        yield from _header(name, help_text)
    for said, value in values.items():
        yield f'segue_retrain_{name}{{{label}="{said}"}} {float(value)!r}\n'


def _header(name: str, help_text: str) -> Iterator[str]:
    yield f"# HELP segue_retrain_{name} {help_text}\n# TYPE segue_retrain_{name} gauge\n"
