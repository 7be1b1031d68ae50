"""Columns as numbers. Text counts in plain decimal digits only: no ``nan``, ``inf``, ``1e400``, ``1_000``."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.base.arrays import Float32, Float64, Int64
from segue.listening.values.coded import Coded, is_textual

_PLAIN = r"\A\s*-?[0-9]{1,15}(?:\.[0-9]{1,15})?\s*\z"
_YEAR = r"\A\s*(?P<year>[0-9]{4})(?:[^0-9].*)?\z"
_YEARS = (1000, 2100)
_LONGEST_SECONDS = 86_400.0
_MILLISECONDS_FROM = 20_000.0
"""A duration of unnamed unit from here on is in milliseconds: no song lasts five hours."""


def read_numbers(column: pa.Array) -> Float64:
    """float64 (n,): the number of each row; NaN where there is none that is finite and plainly written."""
    coded = Coded.of(column)
    return _numbers(coded.values)[coded.codes]


def read_years(column: pa.Array) -> Int64:
    """int64 (n,): the year a row names, alone or at the start of a date; 0 where unknown."""
    coded = Coded.of(column)
    values = coded.values
    if pa.types.is_temporal(values.type) and not pa.types.is_time(values.type):
        years = np.asarray(pc.year(values).fill_null(0), np.int64)
    elif is_textual(values.type):
        found = pc.struct_field(pc.extract_regex(printable(values), _YEAR), "year")
        years = np.asarray(found.cast(pa.int64()).fill_null(0), np.int64)
    else:
        numbers = _numbers(values)
        years = np.where(np.isfinite(numbers) & (np.abs(numbers) < 10_000), numbers, 0).astype(np.int64)
    within = (years >= _YEARS[0]) & (years <= _YEARS[1])
    result: Int64 = np.where(within, years, 0)[coded.codes]
    return result


def read_durations(column: pa.Array, *, milliseconds: bool) -> Float32:
    """float32 (n,): seconds, 0 where unknown or over a day; ``milliseconds`` says that is the unit."""
    numbers = read_numbers(column)
    thousandths = milliseconds | (numbers >= _MILLISECONDS_FROM)
    seconds = np.where(thousandths, numbers / 1000, numbers)
    return np.where((seconds > 0) & (seconds <= _LONGEST_SECONDS), seconds, 0).astype(np.float32)


def _numbers(values: pa.Array) -> Float64:
    if is_textual(values.type):
        text = printable(values)
        plain = pc.match_substring_regex(text, _PLAIN)
        text = pc.if_else(plain, pc.utf8_trim_whitespace(text), None)
        return _to_float(text)
    if (
        pa.types.is_integer(values.type)
        or pa.types.is_floating(values.type)
        or pa.types.is_decimal(values.type)
    ):
        numbers = _to_float(values)
        return np.where(np.isfinite(numbers), numbers, np.nan)
    return np.full(len(values), np.nan)


def _to_float(values: pa.Array) -> Float64:
    floats = pc.cast(values, pa.float64(), safe=False)
    return np.asarray(floats.fill_null(np.nan).to_numpy(zero_copy_only=False), np.float64)


def printable(values: pa.Array) -> pa.Array:
    """Text of which only printable ASCII matters, safe to look at whatever bytes it holds."""
    raw = values.cast(pa.large_binary())
    ascii_only = pc.match_substring_regex(raw, r"\A[\x20-\x7e]{0,64}\z")
    return pc.if_else(ascii_only, raw, pa.scalar(None, pa.large_binary())).cast(pa.large_string())
