"""Answers that were given and may be given again, as the bytes that were sent."""

from datetime import date
from typing import NamedTuple

from segue.base.recent import Recent
from segue.web.written import Written

MOST_BYTES = 7_000_000
"""Of one release in one process: some 2 000 lists of ten songs, or some 300 pages of shelves."""
BYTES_BESIDE = 1_200
"""What an answer takes beside its body and what was asked: headers, objects, its place in the table."""
BYTES_A_LIST = 130
"""What a list takes beside what is spelled of it, for impressions."""


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
    and with it all goes.

    Args:
        most_bytes: that all of them take together, about.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._answers: Recent[Asked, Written] = Recent(most_bytes)

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, asked: Asked) -> Written | None:
        """What was answered; ``None`` where that is not known."""
        return self._answers.get(asked)

    def keep(self, asked: Asked, written: Written) -> None:
        """Keep an answer, in the place of the one that stood there."""
        lists = sum(len(each.spelled) + BYTES_A_LIST for each in written.lists or ())
        self._answers.keep(asked, written, len(asked.request) + len(written.body) + lists + BYTES_BESIDE)
