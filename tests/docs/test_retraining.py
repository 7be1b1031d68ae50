"""docs/operating/retraining.md against the code it speaks of."""

import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from segue.base.source import Source
from segue.training.dataset.weights import SignalWeights
from segue.training.retraining.metrics import Facts, write_metrics
from segue.training.retraining.outcome import EXIT_CODES, Outcome
from segue.training.retraining.stages import Stage
from segue.training.retraining.state import Retraining

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operating" / "retraining.md").read_text(
    encoding="utf-8"
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_every_exit_code_stands_in_the_table() -> None:
    told = re.findall(r"^\| (\d+) \| `([a-z]+)`", PAGE, re.MULTILINE)
    assert told == [(str(code), str(outcome)) for outcome, code in EXIT_CODES.items()]


def test_every_weight_stands_in_the_table() -> None:
    told = dict(re.findall(r"^\| (play|like|skip) \| ([\d.]+) \|", PAGE, re.MULTILINE))
    assert {kind: float(weight) for kind, weight in told.items()} == asdict(SignalWeights())


def test_every_stage_is_named() -> None:
    assert ", ".join(f"`{stage}`" for stage in Stage) in " ".join(PAGE.split())


def test_every_metric_is_named(tmp_path: Path) -> None:
    ended = Retraining(
        started_at=NOON, seconds={Stage.TRAIN: 1}, ended_at=NOON, outcome=Outcome.PROMOTED, promoted_at=NOON
    )
    source = Source(name="plays.csv", format="csv", licence=None, sha256="0" * 64, rows=7)
    write_metrics(tmp_path / "segue.prom", ended, Facts((source,)))
    written = set(re.findall(r"^(segue_\w+)", (tmp_path / "segue.prom").read_text(), re.MULTILINE))
    told = set(re.findall(r"^\| `(segue_\w+)", PAGE, re.MULTILINE))
    of_a_release = {f"segue_retrain_{name}" for name in ("songs", "ndcg_at_20", "gate_check_passed")}
    assert told == written | of_a_release
