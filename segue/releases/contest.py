"""The experiment as a process that serves sees it: the challenger, loaded beside the release in service."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from segue.base.errors import NotFound, ReleaseRefused
from segue.base.ids import ReleaseId
from segue.releases.experiment import EXPERIMENT_FILE, Damaged, Experiment, read_experiment
from segue.releases.reader import OpenRelease
from segue.releases.store import ReleaseStore
from segue.releases.watch import RETRY_SECONDS, load_release

logger = logging.getLogger("segue.releases")

T = TypeVar("T")


@dataclass(frozen=True)
class Running(Generic[T]):
    """An experiment that can be answered from.

    Attributes:
        experiment: what is compared.
        challenger: what side B serves.
    """

    experiment: Experiment
    challenger: T


class Contest(Generic[T]):
    """Follows the experiment's file. Whatever is wrong with it or with the challenger, side A goes on alone.

    Args:
        store: where releases and the experiment lie.
        load: makes the served object of an opened release; whatever it raises refuses that release.
        monotonic: a clock in seconds that never goes back.
    """

    def __init__(
        self,
        store: ReleaseStore,
        load: Callable[[OpenRelease], T],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._load = load
        self._monotonic = monotonic
        self._checking = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._experiment: Experiment | None = None
        self._running: Running[T] | None = None
        self._paused: str | None = None
        self._retry_at = 0.0

    @property
    def paused(self) -> str | None:
        """Why nobody is answered by both though an experiment was started; ``None`` otherwise."""
        return self._paused

    def against(self, release_id: ReleaseId) -> Running[T] | None:
        """The experiment that a request answered from this release may take part in."""
        running = self._running
        return running if running is not None and running.experiment.control == release_id else None

    def pause(self, reason: str) -> None:
        """Let side A go on alone for a while, because the challenger failed; it is loaded anew then."""
        self._running = None
        self._retry_at = self._monotonic() + RETRY_SECONDS
        self._tell(reason)

    def check(self, served: ReleaseId) -> None:
        """Look whether an experiment was started or ended, and load its challenger; ``served`` is in service.

        Costs three system calls while nothing has changed. Never raises for what can't be served: that is
        logged once, and tried again after a minute.
        """
        with self._checking:
            try:
                self._read()
                self._follow(served)
            except (Damaged, NotFound, ReleaseRefused, OSError) as error:
                self._running = None
                self._tell(str(error))

    async def run(self, interval_seconds: float, served: Callable[[], ReleaseId]) -> None:
        """Check for ever, in a thread, with a pause between; ends when cancelled."""
        while True:
            await asyncio.to_thread(self.check, served())
            await asyncio.sleep(interval_seconds)

    def _read(self) -> None:
        seen = _stamp(self._store.root / EXPERIMENT_FILE)
        if seen != self._seen:
            self._experiment, self._seen, self._retry_at = None, None, 0.0
            self._experiment = read_experiment(self._store.root)
            self._seen = seen

    def _follow(self, served: ReleaseId) -> None:
        experiment = self._experiment
        if experiment is None:
            if self._running is not None:
                logger.info("experiment ended", extra={"fields": {"experiment": self._running.experiment.id}})
            self._running = self._paused = None
            return
        aside = experiment.aside(served)
        if aside is not None:
            self._running = None
            self._tell(aside)
            return
        self._store.path(experiment.challenger)  # one that is gone is not served from memory
        if self._running is not None and self._running.experiment == experiment:
            return
        if self._monotonic() < self._retry_at:
            return
        self._retry_at = self._monotonic() + RETRY_SECONDS
        challenger = load_release(self._store, self._load, experiment.challenger)
        self._running, self._paused, self._retry_at = Running(experiment, challenger), None, 0.0
        logger.info("experiment runs", extra={"fields": {"experiment": experiment.id}})

    def _tell(self, reason: str) -> None:
        if reason != self._paused:
            self._paused = reason
            logger.error("experiment paused", extra={"fields": {"reason": reason}})


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever a file is replaced; ``None`` where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
