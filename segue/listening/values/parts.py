"""The parts of a written moment: year, month, day, time of day and offset."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.base.arrays import Bool, Int64
from segue.listening.values.coded import flags

UNREADABLE = np.iinfo(np.int64).min
"""Stands where a row holds no moment."""

CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
OFFSET = r"(?: ?(?:Z|UTC|GMT|(?P<sign>[+-])(?P<ahead>[0-9]{2}):?(?P<minutes>[0-9]{2})))?"
_DAY = 86_400
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Parts:
    """The named groups of a regular expression over a column, as whole numbers; 0 where a group is empty."""

    def __init__(self, groups: pa.StructArray) -> None:
        self._groups = groups
        self.found = flags(groups.is_valid())

    def text(self, name: str) -> pa.Array:
        """The group as text, empty where there is none."""
        return pc.fill_null(pc.struct_field(self._groups, name), "")

    def __getitem__(self, name: str) -> Int64:
        """The group as whole numbers."""
        text = self.text(name)
        return np.asarray(pc.if_else(pc.equal(text, ""), "0", text).cast(pa.int64()))

    @property
    def month_of_name(self) -> Int64:
        """1 … 12; 0 for a name that is no month."""
        names = pc.utf8_lower(self.text("name"))
        places = pc.index_in(names, pa.array(_MONTHS, names.type)).fill_null(-1)
        return np.asarray(places, np.int64) + 1

    @property
    def seconds_of_day(self) -> Int64:
        """Since midnight."""
        return self["hour"] * 3600 + self["minute"] * 60 + self["second"]

    @property
    def clock_is_possible(self) -> Bool:
        """A second of 60 is a leap second (ISO 8601)."""
        return (self["hour"] < 24) & (self["minute"] < 60) & (self["second"] <= 60)

    def moments(self, month: Int64, day: Int64 | None = None) -> Int64:
        """Seconds since 1970 UTC in that month, on ``day`` or the group of that name."""
        day = self["day"] if day is None else day
        month_is_possible = (month >= 1) & (month <= 12)
        months = (self["year"] - 1970) * 12 + np.where(month_is_possible, month, 1) - 1
        first, after = _first_day(months), _first_day(months + 1)
        possible = (
            self.found & month_is_possible & (day >= 1) & (day <= after - first) & self.clock_is_possible
        )
        ahead = self["ahead"] * 3600 + self["minutes"] * 60
        offset = np.where(flags(pc.equal(self.text("sign"), "-")), -ahead, ahead)
        seconds = (first + day - 1) * _DAY + self.seconds_of_day - offset
        return np.where(possible, seconds, UNREADABLE)


def _first_day(months: Int64) -> Int64:
    """Days from 1970-01-01 to the first day of a month, given in months from January 1970."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
