"""Answers that were given and may be given again, as the bytes that were sent."""

from collections import OrderedDict
from datetime import date
from typing import NamedTuple

from segue.web.written import Written

MOST_BYTES = 8_000_000
"""Of one release in one process: some 2 000 lists of ten songs, or some 1 000 pages of shelves."""
BYTES_BESIDE = 1_200
"""What an answer takes beside its body and what was asked: headers, objects, its place in the table."""


class Asked(NamedTuple):
    """What an answer of one release depends on, in one process.

    Attributes:
        request: address, query and body, as they were sent.
        day: UTC.
        states: listener state hashes of all the accounts it reads, in order; none for what everybody gets.
    """

    request: bytes
    day: date
    states: tuple[str, ...] = ()


class ReadyAnswers:
    """Answers of one release; the one that nobody asked for longest goes first.

    Equal asks have equal answers (:class:`segue.web.ask.Ask`), so nothing here grows old but by the release,
    and with it all goes. Used on the event loop alone.

    Args:
        most_bytes: that all of them take together, about.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Asked, Written] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, asked: Asked) -> Written | None:
        """What was answered; ``None`` where that is not known."""
        found = self._answers.get(asked)
        if found is not None:
            self._answers.move_to_end(asked)
        return found

    def keep(self, asked: Asked, written: Written) -> None:
        """Keep an answer, in the place of the one that stood there."""
        before = self._answers.pop(asked, None)
        self._bytes += _bytes_of(asked, written) - (_bytes_of(asked, before) if before else 0)
        self._answers[asked] = written
        while self._bytes > self._most_bytes:
            self._bytes -= _bytes_of(*self._answers.popitem(last=False))


def _bytes_of(asked: Asked, written: Written) -> int:
    return len(asked.request) + len(written.body) + BYTES_BESIDE
