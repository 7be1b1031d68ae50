"""Columns as moments."""

from datetime import UTC, date, datetime, time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.listening.values.dates import read_moments, read_times_of_day
from segue.listening.values.parts import UNREADABLE

NEW_YEAR = 1_609_459_200  # 2021-01-01 00:00 UTC
HALF_PAST = NEW_YEAR + 23 * 3600 + 36 * 60


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-01-01", NEW_YEAR),
        ("2021/1/1", NEW_YEAR),
        ("1 Jan 2021", NEW_YEAR),
        ("01 January 2021", NEW_YEAR),
        ("01-JAN-2021", NEW_YEAR),
        ("2021-01-01 23:36", HALF_PAST),
        ("2021-01-01T23:36:00", HALF_PAST),
        ("2021-01-01T23:36:00.123Z", HALF_PAST),
        ("2021-01-01T23:36:00+00:00", HALF_PAST),
        ("2021-01-02T01:06:00+0130", HALF_PAST),
        ("2021-01-01 18:36:00 -05:00", HALF_PAST),
        ("2021-01-01 23:36:00 UTC", HALF_PAST),
        ("01 Jan 2021 23:36", HALF_PAST),
        ("01 Jan 2021, 23:36", HALF_PAST),
        ("Fri, 01 Jan 2021 23:36:00 +0000", HALF_PAST),
        ("2020-02-29", NEW_YEAR - 307 * 86_400),
        (str(HALF_PAST), HALF_PAST),
        (f"{HALF_PAST}000", HALF_PAST),
        (f"{HALF_PAST}.9", HALF_PAST),
    ],
)
def test_dates_in_text(text: str, moment: int) -> None:
    assert read_moments(pa.array([text])).tolist() == [moment]
    assert read_moments(pa.array([text, "odd", None])).tolist() == [moment, UNREADABLE, UNREADABLE]


@pytest.mark.parametrize(
    "text",
    ["", "x", "2021-02-29", "2021-00-10", "2021-01-32", "0 Jan 2021", "31 Foo 2021", "2021-01-01 24:00",
     "2021-01-01 10:60", "01/02/2021", "2021", "Jan 2021", "1e9", "\x00"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    moments = read_moments(pa.array([text]))
    assert moments.tolist() == [2021 if text == "2021" else UNREADABLE]


@given(st.datetimes(datetime(1970, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - made UTC below
def test_every_second_reads_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0, tzinfo=UTC)
    seconds = int(whole.timestamp())
    texts = [f"{whole:%Y-%m-%d %H:%M:%S}", f"{whole:%d %b %Y, %H:%M:%S}", f"{whole:%Y-%m-%dT%H:%M:%SZ}"]
    assert read_moments(pa.array(texts)).tolist() == [seconds] * 3


@pytest.mark.parametrize("factor", [1, 1_000, 1_000_000, 1_000_000_000])
def test_the_unit_of_a_number_is_told_by_its_size(factor: int) -> None:
    assert read_moments(pa.array([HALF_PAST * factor])).tolist() == [HALF_PAST]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "Asia/Tokyo"])
def test_typed_moments(unit: str, zone: str | None) -> None:
    column = (
        pa.array([HALF_PAST, None])
        .cast(pa.timestamp("s"))
        .cast(pa.timestamp(unit))
        .cast(pa.timestamp(unit, zone))
    )
    assert read_moments(column).tolist() == [HALF_PAST, UNREADABLE]


def test_typed_days_and_nonsense() -> None:
    assert read_moments(pa.array([date(2021, 1, 1)])).tolist() == [NEW_YEAR]
    assert read_moments(pa.array([np.nan, np.inf])).tolist() == [UNREADABLE] * 2
    assert read_moments(pa.array([[1]])).tolist() == [UNREADABLE]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("23:36", 84_960),
        ("9:05", 32_700),
        ("00:00:01", 1),
        ("", 0),
        (None, 0),
        ("24:00", UNREADABLE),
        ("x", UNREADABLE),
    ],
)
def test_times_of_day(text: str | None, seconds: int) -> None:
    assert read_times_of_day(pa.array([text], pa.string())).tolist() == [seconds]


def test_typed_times_of_day() -> None:
    assert read_times_of_day(pa.array([time(23, 36)])).tolist() == [84_960]
    assert read_times_of_day(pa.array([5])).tolist() == [UNREADABLE]
