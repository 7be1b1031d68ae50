"""Columns as moments: seconds since 1970 UTC, from numbers, from Arrow's own types and from text.

Text is ISO 8601 (``2021-01-31T23:36:00Z``) or day, English month, year (``31 Jan 2021, 23:36``). A moment
without an offset is taken as UTC. ``01/02/2021`` means different days in different countries: it is read
where the caller knows the order of day and month (:mod:`segue.listening.values.dayorder`).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.base.arrays import Int64
from segue.listening.values.coded import Coded, flags, is_textual
from segue.listening.values.dayorder import DayOrder, read_numbered
from segue.listening.values.numbers import printable, read_numbers
from segue.listening.values.parts import CLOCK, OFFSET, UNREADABLE, Parts

_ISO = (
    r"\A *(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})"
    rf"(?:[T ] *{CLOCK}{OFFSET})? *\z"
)
_WORDS = (
    r"\A *(?:[A-Za-z]{3,9},? )?(?P<day>[0-9]{1,2})[ -](?P<name>[A-Za-z]{3})[a-z]*\.?[ -](?P<year>[0-9]{4})"
    rf"(?:,? +{CLOCK}{OFFSET})? *\z"
)
_TIME_OF_DAY = rf"\A *{CLOCK} *\z"
_UNITS = ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000), (np.inf, 1_000_000_000))
"""Numbers below each bound count so many a second: seconds, milli-, micro-, nanoseconds."""


def read_moments(column: pa.Array, day_order: DayOrder | None = None) -> Int64:
    """int64 (n,): seconds since 1970 UTC; :data:`UNREADABLE` where a row holds no date.

    ``day_order`` says how to read dates of three numbers with the year last; ``None``: not at all.
    """
    coded = Coded.of(column)
    values = coded.values
    if is_textual(values.type):
        moments = _from_text(printable(values), day_order)
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
    parts = Parts(pc.extract_regex(text, _TIME_OF_DAY))
    times = np.where(parts.found & parts.clock_is_possible, parts.seconds_of_day, UNREADABLE)
    empty = flags(pc.equal(pc.utf8_trim_whitespace(text), "").fill_null(False)) | flags(values.is_null())
    return np.where(empty, 0, times)[coded.codes]


def _from_text(text: pa.Array, day_order: DayOrder | None) -> Int64:
    moments = _from_numbers(read_numbers(text))
    for read in (_from_arrow_iso, _from_iso, _from_words):
        missing = moments == UNREADABLE
        moments[missing] = read(text.filter(pa.array(missing)))
    if day_order is not None:
        missing = moments == UNREADABLE
        moments[missing] = read_numbered(text.filter(pa.array(missing)), day_order)
    return moments


def _from_arrow_iso(text: pa.Array) -> Int64:
    """Arrow's parser is ten times as fast as the expressions here, but one odd value makes it refuse all."""
    try:
        seconds = text.cast(pa.timestamp("s")).cast(pa.int64())
    except pa.ArrowInvalid:
        return np.full(len(text), UNREADABLE)
    return np.asarray(seconds.fill_null(UNREADABLE))


def _from_iso(text: pa.Array) -> Int64:
    parts = Parts(pc.extract_regex(text, _ISO))
    return parts.moments(parts["month"])


def _from_words(text: pa.Array) -> Int64:
    parts = Parts(pc.extract_regex(text, _WORDS))
    return parts.moments(parts.month_of_name)


def _from_numbers(numbers: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Int64:
    known = np.isfinite(numbers) & (np.abs(numbers) < 1e20)
    size = np.where(known, numbers, 0)
    bounds = np.array([bound for bound, _ in _UNITS])
    scale = np.array([scale for _, scale in _UNITS])[np.searchsorted(bounds, np.abs(size), side="right")]
    return np.where(known, np.floor(size / scale), UNREADABLE).astype(np.int64)
