"""Recording: answers are handed over in passing, and written by a thread of their own."""

import logging
import time
from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue
from threading import Thread

from segue.accounts.taste import state_of
from segue.web.records.files import RecordFiles
from segue.web.records.record import Answered, line_of

MOST_WAITING = 1000
"""Answers that wait to be written; one more is dropped."""
MOST_AT_ONCE = 100
RETRY_SECONDS = 10.0
"""How long nothing is tried after a write has failed."""

logger = logging.getLogger(__name__)


class Recorder:
    """Records what one process answers. Never waits, never fails a request: what can't be written is dropped.

    Args:
        files: where to; used by the recorder's thread alone.
        most_waiting: answers that may wait to be written.
        monotonic: a clock in seconds that never goes back.
    """

    def __init__(
        self,
        files: RecordFiles,
        *,
        most_waiting: int = MOST_WAITING,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._files = files
        self._waiting: Queue[Answered | None] = Queue(most_waiting)
        self._monotonic = monotonic
        self._retry_at = 0.0
        self._failing = False
        self._refused = 0  # counted by who notes
        self._lost = 0  # counted by the thread
        self._thread = Thread(target=self._work, name="records", daemon=True)
        self._thread.start()

    @property
    def failing(self) -> bool:
        """Whether the last attempt to write failed."""
        return self._failing

    @property
    def dropped(self) -> int:
        """How many answers were not recorded."""
        return self._refused + self._lost

    def note(self, answered: Answered) -> None:
        """Have an answer recorded; returns at once. Called from one thread."""
        try:
            self._waiting.put_nowait(answered)
        except Full:
            self._refused += 1
            if self._refused == 1:
                logger.warning("answers come faster than they can be recorded; some are not")

    def close(self, wait_seconds: float = 5.0) -> None:
        """Write what waits and end the thread; what takes longer than ``wait_seconds`` is left behind."""
        try:
            self._waiting.put(None, timeout=wait_seconds)
        except Full:
            logger.warning("closed while records were waiting")
            return
        self._thread.join(wait_seconds)
        if self.dropped:
            logger.warning("answers were not recorded", extra={"fields": {"answers": self.dropped}})

    def _work(self) -> None:
        for batch in self._batches():
            if self._failing and self._monotonic() < self._retry_at:
                self._lost += len(batch)
                continue
            try:
                self._write(batch)
            except Exception as error:  # noqa: BLE001 - a record lost must not end the recording; it is logged
                self._lost += len(batch)
                self._fail(error)
            else:
                self._recover()
        self._files.close()

    def _batches(self) -> Iterator[list[Answered]]:
        """What waits, some at a time, until the end is announced."""
        while (first := self._waiting.get()) is not None:
            batch = [first]
            try:
                while len(batch) < MOST_AT_ONCE:
                    following = self._waiting.get_nowait()
                    if following is None:
                        yield batch
                        return
                    batch.append(following)
            except Empty:
                pass
            yield batch

    def _write(self, batch: list[Answered]) -> None:
        lines: list[bytes] = []
        states: dict[str, bytes] = {}
        for answered in batch:
            encoded = [taste.encoded for taste in answered.ask.tastes]
            named = [state_of(taste) for taste in encoded]
            states.update(zip(named, encoded, strict=True))
            lines.append(line_of(answered, named))
        self._files.append(lines, states)

    def _fail(self, error: Exception) -> None:
        self._files.close()  # a line cut short ends its file
        self._retry_at = self._monotonic() + RETRY_SECONDS
        if not self._failing:
            self._failing = True
            reason = error.strerror if isinstance(error, OSError) else repr(error)
            logger.error("answers can't be recorded", extra={"fields": {"reason": reason}})

    def _recover(self) -> None:
        if self._failing:
            self._failing = False
            logger.info("answers are recorded again", extra={"fields": {"dropped": self.dropped}})
