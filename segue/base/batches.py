"""Writing off the way of a request: things are handed over in passing, and a thread writes some at a time."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Batches(Generic[T]):
    """What is handed over is written in batches, in order. Handing over never waits and never fails.

    A batch that can't be written because of something that passes is tried again until it is, and what comes
    after it waits meanwhile. What there is no room for is dropped and counted, and so is a batch that fails
    in any other way: a fault in our own code must not end the writing.

    Between two batches the thread rests for as long as the first one took, even where more come than it can
    write so: those who hand over need Python's lock, too.

    Args:
        name: of what is written, in the plural; shown in the log and as the name of the thread.
        write: stores a batch, all of it or nothing where that matters; called from one thread.
        passing: the errors of ``write`` that pass, such as a disk that is full.
        most_waiting: things that may wait to be written.
        most_at_once: in one batch.
        gather_seconds: how long a batch may wait for more to come.
        retry_seconds: how long nothing is tried after a batch could not be written.
    """

    def __init__(
        self,
        name: str,
        write: Callable[[Sequence[T]], None],
        *,
        passing: tuple[type[Exception], ...],
        most_waiting: int,
        most_at_once: int,
        gather_seconds: float = 0.0,
        retry_seconds: float = 10.0,
    ) -> None:
        self._name = name
        self._write = write
        self._passing = passing
        self._most_at_once = most_at_once
        self._gather_seconds = gather_seconds
        self._retry_seconds = retry_seconds
        self._most_waiting = most_waiting
        self._waiting: deque[T] = deque()  # added to by one thread, taken from by another
        self._refused = 0  # counted by who hands over
        self._lost = 0  # counted by the thread
        self._failing = False
        self._ending = Event()
        self._come = Event()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def failing(self) -> bool:
        """Whether the last attempt to write failed."""
        return self._failing

    @property
    def dropped(self) -> int:
        """How many things were not written and will not be."""
        return self._refused + self._lost

    def hand_over(self, things: Iterable[T]) -> None:
        """Have things written; returns at once. Called from one thread, and not after closing."""
        for thing in things:
            if len(self._waiting) < self._most_waiting:
                self._waiting.append(thing)
            else:
                self._refused += 1
                if self._refused == 1:
                    self._warn("more come than can be written; some are dropped")
        if not self._come.is_set():
            self._come.set()

    def close(self, wait_seconds: float = 5.0) -> bool:
        """Write what waits and end the thread; says whether it ended within ``wait_seconds``.

        What can't be written at the first attempt is dropped; what takes longer is left behind.
        """
        self._ending.set()
        self._come.set()
        self._thread.join(wait_seconds)
        ended = not self._thread.is_alive()
        if not ended:
            self._warn("closed while some were being written")
        if self.dropped:
            self._warn("some were not written")
        return ended

    def _work(self) -> None:
        while not self._ending.is_set():
            self._come.wait()
            if len(self._waiting) < self._most_at_once:
                self._ending.wait(self._gather_seconds)
            self._come.clear()  # before looking: what comes from here on sets it again
            self._write_all()
        self._write_all()

    def _write_all(self) -> None:
        left = len(self._waiting)  # what comes meanwhile waits for more to come
        began = time.perf_counter()
        while left > 0 and (batch := self._taken()):
            self._carry(batch)
            left -= len(batch)
            if left > 0:
                self._ending.wait(time.perf_counter() - began)
                began = time.perf_counter()

    def _taken(self) -> list[T]:
        return [self._waiting.popleft() for _ in range(min(self._most_at_once, len(self._waiting)))]

    def _carry(self, batch: Sequence[T]) -> None:
        """Write a batch: try until that is done or can't be, but once only when all is about to end."""
        while True:
            last = self._ending.is_set()
            try:
                self._write(batch)
            except self._passing as error:
                self._fail(error)
                if last:
                    self._lost += len(batch) + self._cleared()
                    return
                self._ending.wait(self._retry_seconds)
            except Exception as error:  # noqa: BLE001 - a batch lost must not end the writing; it is logged
                self._lost += len(batch)
                self._fail(error)
                return
            else:
                self._recover()
                return

    def _cleared(self) -> int:
        """Take all that waits away; says how much that was."""
        return sum(map(len, iter(self._taken, [])))

    def _fail(self, error: Exception) -> None:
        if not self._failing:
            self._failing = True
            reason = getattr(error, "strerror", None) or type(error).__name__
            fields = {"what": self._name, "reason": reason}
            trace = None if isinstance(error, self._passing) else error  # a mistake of ours
            logger.error("can't be written", exc_info=trace, extra={"fields": fields})

    def _recover(self) -> None:
        if self._failing:
            self._failing = False
            fields = {"what": self._name, "dropped": self.dropped}
            logger.info("written again", extra={"fields": fields})

    def _warn(self, sentence: str) -> None:
        fields = {"what": self._name, "dropped": self.dropped}
        logger.warning(sentence, extra={"fields": fields})
