"""A retraining that does nothing, watched to its end."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from segue.base.errors import Busy, DataError, GateRefused
from segue.base.source import ACCOUNTS, Source
from segue.releases.store import ReleaseStore
from segue.training.retraining.outcome import Outcome
from segue.training.retraining.stages import Stage
from segue.training.retraining.state import Retraining, read_state
from segue.training.retraining.watching import watched

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
SECRET = "postgresql://ana:hunter2@host/name"
SOURCES = (
    Source(name="ana's plays.csv", format="csv", licence=None, sha256="0" * 64, rows=7),
    Source(name="accounts", format=ACCOUNTS, licence=None, sha256="0" * 64, rows=3),
)
_SAMPLE = re.compile(r'(segue_retrain_[a-z0-9_]+)(?:\{[a-z]+="([a-z ]+)"\})? (\S+)')


class Nights:
    """Retrainings in one folder, a minute long each."""

    def __init__(self, folder: Path) -> None:
        self.now = MIDNIGHT
        self.store = ReleaseStore(folder / "artifacts", clock=self._tick)
        self.log, self.prom = folder / "retrain.jsonl", folder / "segue.prom"

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def run(self, end: BaseException | None = None) -> None:
        with watched(self.store, log=self.log, metrics=self.prom) as watch:
            with watch.stage(Stage.DATASET):
                watch.read(SOURCES)
            with watch.stage(Stage.TRAIN):
                if end is not None:
                    raise end

    @property
    def state(self) -> Retraining:
        state = read_state(self.store.root)
        assert state is not None
        return state

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    @property
    def metrics(self) -> dict[tuple[str, str], float]:
        """(name without prefix, label) → value; every line is a comment or a sample."""
        lines = self.prom.read_text().splitlines()
        told = {}
        for line in lines:
            if not line.startswith("# "):
                sample = _SAMPLE.fullmatch(line)
                assert sample is not None, line
                told[sample[1].removeprefix("segue_retrain_"), sample[2] or ""] = float(sample[3])
        return told


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return Nights(tmp_path)


def test_a_good_night_is_told_in_state_log_and_metrics(nights: Nights) -> None:
    nights.run()
    state = nights.state
    assert (state.outcome, state.stage, state.message) == (Outcome.PROMOTED, Stage.TRAIN, None)
    assert set(state.seconds) == {Stage.DATASET, Stage.TRAIN}
    assert state.promoted_at == state.ended_at
    assert [line["event"] for line in nights.lines] == ["began", *["stage began", "stage ended"] * 2, "ended"]
    assert nights.lines[-1]["exit_code"] == 0
    metrics = nights.metrics
    assert metrics["last_outcome", "promoted"] == 1
    assert sum(value for (name, _), value in metrics.items() if name == "last_outcome") == 1
    assert (metrics["source_rows", "log"], metrics["source_rows", "accounts"]) == (7, 3)
    assert metrics["last_success_timestamp_seconds", ""] == state.ended_at.timestamp()  # type: ignore[union-attr]


def test_the_last_success_is_known_after_bad_nights(nights: Nights) -> None:
    nights.run()
    success = nights.state.promoted_at
    with pytest.raises(GateRefused):
        nights.run(GateRefused("It ranks worse."))
    assert nights.state.outcome is Outcome.REFUSED
    assert nights.state.message == nights.lines[-1]["message"] == "It ranks worse."
    assert nights.state.promoted_at == success
    assert nights.metrics["last_success_timestamp_seconds", ""] == success.timestamp()  # type: ignore[union-attr]
    assert nights.metrics["last_exit_code", ""] == 1


@pytest.mark.parametrize(
    "end", [KeyboardInterrupt(), ZeroDivisionError(SECRET), OSError(28, "No space left")]
)
def test_nothing_secret_is_told_of_an_end_nobody_foresaw(nights: Nights, end: BaseException) -> None:
    with pytest.raises(type(end)):
        nights.run(end)
    told = nights.log.read_text() + nights.prom.read_text() + nights.state.model_dump_json()
    assert "hunter2" not in told
    assert "ana" not in nights.prom.read_text()
    assert nights.state.message


def test_a_second_retraining_ends_at_once_and_leaves_the_state_of_the_first_alone(nights: Nights) -> None:
    with watched(nights.store, log=nights.log) as watch, watch.stage(Stage.TRAIN):
        with pytest.raises(Busy):
            nights.run()
        assert nights.state.is_running
        assert nights.state.stage is Stage.TRAIN
        assert nights.metrics["last_outcome", "busy"] == 1
    assert nights.state.outcome is Outcome.PROMOTED
    ends = [line["outcome"] for line in nights.lines if line["event"] == "ended"]
    assert ends == ["busy", "promoted"]


def test_one_that_says_it_runs_and_does_not_was_killed(nights: Nights) -> None:
    nights.run()
    path = nights.store.root / "retrain.json"
    running = {"outcome": None, "ended_at": None}
    path.write_text(nights.state.model_copy(update=running).model_dump_json())
    assert nights.state.outcome is Outcome.KILLED
    nights.run()
    assert str(nights.state.outcome) == "promoted"


def test_before_the_first_and_from_a_damaged_file_there_is_no_state(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None
    (tmp_path / "retrain.json").write_text("{")
    assert read_state(tmp_path) is None


def test_a_folder_that_is_not_there_is_said_before_any_work(nights: Nights, tmp_path: Path) -> None:
    with (
        pytest.raises(DataError, match="no folder"),
        watched(nights.store, metrics=tmp_path / "no" / "m.prom"),
    ):
        raise AssertionError
    assert not nights.store.root.exists()
