"""Columns as moments: seconds since 1970 UTC, from numbers, from Arrow's own types and from text.

Text is ISO 8601 (``2021-01-31T23:36:00Z``) or day, English month, year (``31 Jan 2021, 23:36``). A moment
without an offset is taken as UTC. ``01/02/2021`` is not read: it means different days in different countries.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.base.arrays import Bool, Int64
from segue.listening.values.coded import Coded, flags, is_textual
from segue.listening.values.numbers import printable, read_numbers

UNREADABLE = np.iinfo(np.int64).min
"""Stands where a row holds no moment."""

_DAY = 86_400
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
_OFFSET = r"(?: ?(?:Z|UTC|GMT|(?P<sign>[+-])(?P<ahead>[0-9]{2}):?(?P<minutes>[0-9]{2})))?"
_ISO = (
    r"\A *(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})"
    rf"(?:[T ] *{_CLOCK}{_OFFSET})? *\z"
)
_WORDS = (
    r"\A *(?:[A-Za-z]{3,9},? )?(?P<day>[0-9]{1,2})[ -](?P<name>[A-Za-z]{3})[a-z]*\.?[ -](?P<year>[0-9]{4})"
    rf"(?:,? +{_CLOCK}{_OFFSET})? *\z"
)
_TIME_OF_DAY = rf"\A *{_CLOCK} *\z"
_UNITS = ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000), (np.inf, 1_000_000_000))
"""Numbers below each bound count so many a second: seconds, milli-, micro-, nanoseconds."""


def read_moments(column: pa.Array) -> Int64:
    """int64 (n,): seconds since 1970 UTC; :data:`UNREADABLE` where a row holds no date."""
    coded = Coded.of(column)
    values = coded.values
    if is_textual(values.type):
        moments = _from_text(printable(values))
    elif pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
        seconds = values.cast(pa.timestamp("s", getattr(values.type, "tz", None)), safe=False)
        moments = np.asarray(seconds.cast(pa.int64()).fill_null(UNREADABLE))
    else:
        moments = _from_numbers(read_numbers(values))
    return moments[coded.codes]


def read_times_of_day(column: pa.Array) -> Int64:
    """int64 (n,): seconds since midnight; 0 where empty, :data:`UNREADABLE` where it is no time of day."""
    coded = Coded.of(column)
    values = coded.values
    if pa.types.is_time(values.type):
        seconds = values.cast(pa.time64("us")).cast(pa.int64()).fill_null(0)
        return (np.asarray(seconds) // 1_000_000)[coded.codes]
    if not is_textual(values.type):
        return np.full(len(column), UNREADABLE)
    text = printable(values)
    parts = _Parts(pc.extract_regex(text, _TIME_OF_DAY))
    times = np.where(parts.found & parts.clock_is_possible, parts.seconds_of_day, UNREADABLE)
    empty = flags(pc.equal(pc.utf8_trim_whitespace(text), "").fill_null(False)) | flags(values.is_null())
    return np.where(empty, 0, times)[coded.codes]


def _from_text(text: pa.Array) -> Int64:
    moments = _from_numbers(read_numbers(text))
    for read in (_from_arrow_iso, _from_iso, _from_words):
        missing = moments == UNREADABLE
        moments[missing] = read(text.filter(pa.array(missing)))
    return moments


def _from_arrow_iso(text: pa.Array) -> Int64:
    """Arrow's parser is ten times as fast as the expressions here, but one odd value makes it refuse all."""
    try:
        seconds = text.cast(pa.timestamp("s")).cast(pa.int64())
    except pa.ArrowInvalid:
        return np.full(len(text), UNREADABLE)
    return np.asarray(seconds.fill_null(UNREADABLE))


def _from_iso(text: pa.Array) -> Int64:
    parts = _Parts(pc.extract_regex(text, _ISO))
    return parts.moments(parts["month"])


def _from_words(text: pa.Array) -> Int64:
    parts = _Parts(pc.extract_regex(text, _WORDS))
    return parts.moments(parts.month_of_name)


def _from_numbers(numbers: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Int64:
    known = np.isfinite(numbers) & (np.abs(numbers) < 1e20)
    size = np.where(known, numbers, 0)
    bounds = np.array([bound for bound, _ in _UNITS])
    scale = np.array([scale for _, scale in _UNITS])[np.searchsorted(bounds, np.abs(size), side="right")]
    return np.where(known, np.floor(size / scale), UNREADABLE).astype(np.int64)


class _Parts:
    """The named groups of a regular expression over a column, as whole numbers; 0 where a group is empty."""

    def __init__(self, groups: pa.StructArray) -> None:
        self._groups = groups
        self.found = flags(groups.is_valid())

    def text(self, name: str) -> pa.Array:
        return pc.fill_null(pc.struct_field(self._groups, name), "")

    def __getitem__(self, name: str) -> Int64:
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
        return self["hour"] * 3600 + self["minute"] * 60 + self["second"]

    @property
    def clock_is_possible(self) -> Bool:
        """A second of 60 is a leap second (ISO 8601)."""
        return (self["hour"] < 24) & (self["minute"] < 60) & (self["second"] <= 60)

    def moments(self, month: Int64) -> Int64:
        month_is_possible = (month >= 1) & (month <= 12)
        months = (self["year"] - 1970) * 12 + np.where(month_is_possible, month, 1) - 1
        first, after = _first_day(months), _first_day(months + 1)
        day = self["day"]
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
