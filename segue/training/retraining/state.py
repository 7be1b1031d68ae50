"""``retrain.json``: how the last retraining goes or went, for whoever asks while it runs or later."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, NonNegativeFloat, ValidationError

from segue.base.files import whole_file
from segue.releases import locks
from segue.training.retraining.outcome import Outcome
from segue.training.retraining.stages import Stage

STATE_FILE: Final = "retrain.json"
_LOCK: Final = ".retrain.lock"


class Retraining(BaseModel):
    """A retraining under way, or the last one.

    Attributes:
        started_at: UTC.
        stage: the one it is in, or ended in; ``None`` before the first.
        seconds: by stage, of those that are over.
        ended_at: UTC; ``None`` while it runs, and of one that was killed.
        outcome: how it ended; ``None`` while it runs.
        message: the sentence an operator saw; ``None`` while it runs, and when all went well.
        release: what it made, promoted or not; ``None`` where it made none.
        promoted_at: when a retraining last promoted a release, this one or one before; ``None``: never yet.
    """

    model_config = ConfigDict(frozen=True)

    started_at: AwareDatetime
    stage: Stage | None = None
    seconds: dict[Stage, NonNegativeFloat] = {}
    ended_at: AwareDatetime | None = None
    outcome: Outcome | None = None
    message: str | None = None
    release: str | None = None
    promoted_at: AwareDatetime | None = None

    @property
    def is_running(self) -> bool:
        """Whether it is at work now, as far as is known."""
        return self.outcome is None


def write_state(root: Path, state: Retraining) -> None:
    """Put a state in the place of the last one, whole. The caller holds :func:`at_work`."""
    with whole_file(root / STATE_FILE) as file:
        file.write_text(state.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read_state(root: Path) -> Retraining | None:
    """The retraining under way, or the last one; ``None`` where there was none, or the file is damaged.

    One that says it runs and does not was killed. Whether it runs, its lock tells, which ends with the
    process; it is looked at before and after, for a retraining may begin or end meanwhile.
    """
    while True:
        runs = _runs(root)
        state = _read(root)
        if runs == _runs(root):
            break
    if state is None or runs or not state.is_running:
        return state
    return state.model_copy(update={"outcome": Outcome.KILLED})


@contextmanager
def at_work(root: Path) -> Iterator[None]:
    """Say that a retraining runs, for as long as the context lasts; the caller holds the right to train.

    Waits for those who only look, which takes them no time.
    """
    with locks.hold(root / _LOCK):
        yield


def _runs(root: Path) -> bool:
    # a lock of its own: looking at the one that gives the right to train might keep a training from it
    if not (root / _LOCK).exists():
        return False
    descriptor = locks.try_lock(root / _LOCK)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def _read(root: Path) -> Retraining | None:
    try:
        return Retraining.model_validate_json((root / STATE_FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
