"""A retraining started by an administrator: a process of its own, which outlives the worker that began it."""

import logging
import os
import subprocess
import threading
from pathlib import Path
from typing import IO, Final

from segue.base.errors import Busy, Conflict, Unavailable
from segue.base.ids import AccountId
from segue.base.libraries import can_train
from segue.base.settings import Settings
from segue.base.words import words_of
from segue.releases import locks
from segue.releases.store import ReleaseStore
from segue.training.retraining.state import read_state
from segue.web.administration.commands import NOT_WRITABLE, alone, start

LOG_FILE: Final = "retrain.log"
"""What the last one said, beside the releases."""
_LOCK: Final = ".retrain-started.lock"

AT_WORK = "A training is at work. Wait for its end; GET /admin/retrain says how it goes."
NO_ARGUMENTS = "The server does not know what to train on: set RETRAIN_ARGUMENTS, and restart it."
NO_LIBRARIES = (
    "The training libraries are not installed where this API runs; retrain on a machine that has them."
)

logger = logging.getLogger(__name__)


class Retrainings:
    """Starts ``main.py retrain`` with the operator's words, one at a time.

    Args:
        settings: where releases and accounts are, and the words.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = ReleaseStore(settings.artifacts_dir)
        self._words = words_of(settings.retrain_arguments)

    def start(self, by: AccountId) -> None:
        """Start one and come back at once; its end is logged, and told by :func:`read_state`.

        Raises :class:`Conflict` when a training is at work, whoever began it, and where none can be begun.
        """
        if not self._words:
            raise Conflict(NO_ARGUMENTS)
        if not can_train():
            raise Conflict(NO_LIBRARIES)
        with alone(self._store.root / _LOCK, AT_WORK) as lock:
            self._see_nobody_trains()
            with _new_log(self._store.root) as log:
                child = start(
                    self._settings, ["retrain", *self._words], output=log, errors=subprocess.STDOUT, lock=lock
                )
        logger.info("retraining started", extra={"fields": {"user_id": by, "process": child.pid}})
        threading.Thread(target=_await_end, args=(child,), name="retraining", daemon=True).start()

    def is_at_work(self) -> bool:
        """Whether one was started and has not ended, or is at work by its own word."""
        state = read_state(self._store.root)
        return (state is not None and state.is_running) or self._was_started()

    def _was_started(self) -> bool:
        if not (self._store.root / _LOCK).exists():
            return False
        descriptor = locks.try_lock(self._store.root / _LOCK)
        if descriptor is None:
            return True
        os.close(descriptor)
        return False

    def _see_nobody_trains(self) -> None:
        """The right to train is only looked at: the retraining takes it itself."""
        try:
            with self._store.lock():
                pass
        except Busy:
            raise Conflict(AT_WORK) from None
        except Unavailable:
            raise Conflict(NOT_WRITABLE) from None


def _new_log(root: Path) -> IO[bytes]:
    """An empty file in the place of the last one's, readable by its owner and group."""
    path = root / LOG_FILE
    path.unlink(missing_ok=True)
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o640))


def _await_end(child: subprocess.Popen[bytes]) -> None:
    """Nothing is left of a process that nobody waits for but its entry, until somebody does."""
    code = child.wait()
    logger.info("retraining ended", extra={"fields": {"process": child.pid, "exit_code": code}})
