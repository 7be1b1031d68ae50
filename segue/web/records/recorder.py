"""Recording: answers are handed over in passing, and written by a thread of their own."""

from collections.abc import Sequence

from segue.accounts.taste import state_of
from segue.base.batches import Batches
from segue.web.records.files import RecordFiles
from segue.web.records.record import Answered, line_of

MOST_WAITING = 1000
"""Answers that wait to be written; one more is dropped."""
MOST_AT_ONCE = 100


class Recorder(Batches[Answered]):
    """Records what one process answers. Never waits, never fails a request: see :class:`Batches`.

    Args:
        files: where to; used by the recorder's thread alone.
        most_waiting: answers that may wait to be written.
        retry_seconds: how long nothing is tried after a write has failed.
    """

    def __init__(
        self, files: RecordFiles, *, most_waiting: int = MOST_WAITING, retry_seconds: float = 10.0
    ) -> None:
        self._files = files
        super().__init__(
            "records",
            self._append,
            passing=(OSError,),
            most_waiting=most_waiting,
            most_at_once=MOST_AT_ONCE,
            retry_seconds=retry_seconds,
        )

    def note(self, answered: Answered) -> None:
        """Have an answer recorded; returns at once. Called from one thread."""
        self.hand_over([answered])

    def close(self, wait_seconds: float = 5.0) -> bool:
        """Write what waits and end, as :meth:`Batches.close` says; the file ends with it."""
        ended = super().close(wait_seconds)
        if ended:
            self._files.close()
        return ended

    def _append(self, batch: Sequence[Answered]) -> None:
        lines: list[bytes] = []
        states: dict[str, bytes] = {}
        for answered in batch:
            encoded = [taste.encoded for taste in answered.ask.tastes]
            named = [state_of(taste) for taste in encoded]
            states.update(zip(named, encoded, strict=True))
            lines.append(line_of(answered, named))
        try:
            self._files.append(lines, states)
        except OSError:
            self._files.close()  # a line cut short ends its file
            raise
