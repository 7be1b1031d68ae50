"""Dates of three numbers with the year last, such as ``15/03/2024`` or ``3.15.2024, 23:36``.

Which of the first two is the day no single one has to say. A number above 12 does: it can't be a month.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.base.arrays import Bool, Int64
from segue.listening.values.coded import Coded, is_textual
from segue.listening.values.numbers import printable
from segue.listening.values.parts import CLOCK, OFFSET, Parts

_NUMBERED = (
    r"\A *(?P<first>[0-9]{1,2})[/.-](?P<next>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"
    rf"(?:,? +{CLOCK}{OFFSET})? *\z"
)


class DayOrder(StrEnum):
    """What stands first in a date."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True)
class Evidence:
    """What a column's dates say about their order: an example of each kind, empty where there is none.

    Attributes:
        day_first: can only be read with the day first.
        month_first: can only be read with the month first.
        either: can be read both ways.
    """

    day_first: str = ""
    month_first: str = ""
    either: str = ""

    def __or__(self, other: "Evidence") -> "Evidence":
        """What both say; of two examples the first stays."""
        return Evidence(
            self.day_first or other.day_first,
            self.month_first or other.month_first,
            self.either or other.either,
        )

    @property
    def proven(self) -> DayOrder | None:
        """The order all dates can be read in and some prove; ``None`` where there is no such order."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return DayOrder.DAY_FIRST if self.day_first else DayOrder.MONTH_FIRST


def is_numbered(column: pa.Array) -> Bool:
    """Which rows (bool, (n,)) hold such a date; text alone does."""
    coded = Coded.of(column)
    if not is_textual(coded.values.type):
        return np.zeros(len(column), bool)
    return Parts(pc.extract_regex(printable(coded.values), _NUMBERED)).found[coded.codes]


def find_evidence(column: pa.Array) -> Evidence:
    """What the dates of a column of text say about their order."""
    text = printable(Coded.of(column).values)
    parts = Parts(pc.extract_regex(text, _NUMBERED))
    first, second = parts["first"], parts["next"]
    return Evidence(
        day_first=_example(text, _only_day(first) & _month(second)),
        month_first=_example(text, _month(first) & _only_day(second)),
        either=_example(text, _month(first) & _month(second)),
    )


def read_numbered(text: pa.Array, order: DayOrder) -> Int64:
    """int64 (n,): seconds since 1970 UTC, ``UNREADABLE`` where a text is no such date in that order."""
    parts = Parts(pc.extract_regex(text, _NUMBERED))
    if order is DayOrder.DAY_FIRST:
        return parts.moments(month=parts["next"], day=parts["first"])
    return parts.moments(month=parts["first"], day=parts["next"])


def _only_day(numbers: Int64) -> Bool:
    within: Bool = (numbers > 12) & (numbers <= 31)
    return within


def _month(numbers: Int64) -> Bool:
    within: Bool = (numbers >= 1) & (numbers <= 12)
    return within


def _example(text: pa.Array, mask: Bool) -> str:
    return str(text[int(np.argmax(mask))].as_py()).strip() if mask.any() else ""
