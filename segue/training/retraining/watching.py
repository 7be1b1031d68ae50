"""Watching a retraining from its first moment to its last, however it ends."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from segue.base.errors import SegueError
from segue.base.files import require_folder
from segue.base.source import Source
from segue.releases.manifest import Manifest
from segue.releases.store import ReleaseStore
from segue.training.retraining.metrics import Facts, write_metrics
from segue.training.retraining.outcome import EXIT_CODES, Outcome, outcome_of
from segue.training.retraining.runlog import RunLog
from segue.training.retraining.stages import Stage
from segue.training.retraining.state import Retraining, at_work, read_state, write_state


class Watcher:
    """Keeps state, log and metrics of one retraining; made by :func:`watched`."""

    def __init__(self, root: Path, log: RunLog, metrics: Path | None, clock: Callable[[], datetime]) -> None:
        self._root, self._log, self._metrics, self._clock = root, log, metrics, clock
        before = read_state(root)
        self._state = Retraining(
            started_at=clock(), promoted_at=None if before is None else before.promoted_at
        )
        self._facts = Facts()

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """See :class:`segue.training.retraining.stages.Watch`."""
        self._write(stage=stage)
        self._log.write("stage began", stage=stage)
        began = time.monotonic()
        yield
        seconds = round(time.monotonic() - began, 3)
        self._write(seconds={**self._state.seconds, stage: seconds})
        self._log.write("stage ended", stage=stage, seconds=seconds)

    def read(self, sources: Sequence[Source]) -> None:
        """See :class:`segue.training.retraining.stages.Watch`."""
        self._facts = replace(self._facts, sources=tuple(sources))

    def sealed(self, manifest: Manifest) -> None:
        """See :class:`segue.training.retraining.stages.Watch`."""
        self._facts = replace(self._facts, manifest=manifest)
        self._write(release=manifest.id)

    @contextmanager
    def in_charge(self) -> Iterator[None]:
        """The right to train is ours: the state is that of this retraining, to its end."""
        with at_work(self._root):
            self._write()
            try:
                yield
            except BaseException as error:
                self._end(error)
                self._write()
                raise
            self._end(None)
            self._write()

    def close(self, error: BaseException | None) -> None:
        """Tell log and metrics how it ended."""
        if self._state.is_running:  # it never began
            self._end(error)
        ended, outcome = self._state, outcome_of(error)
        self._log.write(
            "ended",
            outcome=outcome,
            exit_code=EXIT_CODES[outcome],
            message=ended.message,
            release=ended.release,
        )
        if self._metrics is not None:
            write_metrics(self._metrics, ended, self._facts)

    def _end(self, error: BaseException | None) -> None:
        outcome, now = outcome_of(error), self._clock()
        promoted_at = now if outcome is Outcome.PROMOTED else self._state.promoted_at
        said = {"ended_at": now, "outcome": outcome, "message": _sentence(error), "promoted_at": promoted_at}
        self._state = self._state.model_copy(update=said)

    def _write(self, **said: Any) -> None:
        self._state = self._state.model_copy(update=said)
        write_state(self._root, self._state)


@contextmanager
def watched(
    store: ReleaseStore, *, log: Path | None = None, metrics: Path | None = None
) -> Iterator[Watcher]:
    """Hold the right to train, and keep state, log and metrics, whatever ends the block.

    Args:
        store: of the releases; its clock is ours.
        log: a file that gets a JSON line per event.
        metrics: a file that is replaced at the end.

    Raises :class:`Busy` when another training is at work, whose state is left alone; :class:`DataError` when
    there is no folder for a file; ``OSError`` when one can't be written.
    """
    for path in (log, metrics):
        if path is not None:
            require_folder(path)
    book = RunLog(log, clock=store.clock)
    watcher = Watcher(store.root, book, metrics, store.clock)
    book.write("began")
    try:
        with store.lock(), watcher.in_charge():
            yield watcher
    except BaseException as error:
        watcher.close(error)
        raise
    watcher.close(None)


def _sentence(error: BaseException | None) -> str | None:
    """What a log may hold of an error: what was written for people; of any other its kind alone."""
    if error is None:
        return None
    if isinstance(error, SegueError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "Stopped."
    said = error.strerror if isinstance(error, OSError) else None
    return said or f"{type(error).__name__}, which is a mistake of ours: standard error has its trace."
