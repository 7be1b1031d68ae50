"""Dates of three numbers with the year last."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.listening.values.dates import read_moments
from segue.listening.values.dayorder import DayOrder, Evidence, find_evidence, is_numbered
from segue.listening.values.parts import UNREADABLE
from tests.listening.logs import moment

IDES = moment(2024, 3, 15)


@pytest.mark.parametrize(
    "text", ["15/03/2024", " 15.3.2024 ", "15-03-2024", "15/03/2024 00:00", "15/3/2024, 0:00:00Z"]
)
def test_a_date_with_the_day_first(text: str) -> None:
    column = pa.array([text, None])
    assert read_moments(column, DayOrder.DAY_FIRST).tolist() == [IDES, UNREADABLE]
    assert read_moments(column, DayOrder.MONTH_FIRST).tolist() == [UNREADABLE, UNREADABLE]
    assert read_moments(column).tolist() == [UNREADABLE, UNREADABLE]


def test_other_dates_read_the_same_in_any_order() -> None:
    column = pa.array(["2024-03-15", "15 Mar 2024", "2024/3/15", "30/02/2024", "15/03/24"])
    for order in DayOrder:
        assert read_moments(column, order).tolist() == [IDES] * 3 + [UNREADABLE] * 2


@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back_in_its_order(day: date) -> None:
    seconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    assert read_moments(pa.array([f"{day:%d/%m/%Y}"]), DayOrder.DAY_FIRST).tolist() == [seconds]
    assert read_moments(pa.array([f"{day:%m/%d/%Y}"]), DayOrder.MONTH_FIRST).tolist() == [seconds]


def test_a_number_above_twelve_is_evidence_of_an_order() -> None:
    assert find_evidence(pa.array(["03/04/2024", "15/03/2024", "31/01/2024"])) == Evidence(
        day_first="15/03/2024", either="03/04/2024"
    )
    assert find_evidence(pa.array(["03/15/2024"])) == Evidence(month_first="03/15/2024")
    assert find_evidence(pa.array(["15/15/2024", "32/01/2024", "0/1/2024", "x", None])) == Evidence()


def test_an_order_is_proven_where_nothing_contradicts_it() -> None:
    day, month, either = Evidence(day_first="a"), Evidence(month_first="b"), Evidence(either="c")
    assert (day | either).proven is DayOrder.DAY_FIRST
    assert (either | month).proven is DayOrder.MONTH_FIRST
    assert (day | month).proven is either.proven is Evidence().proven is None
    assert (day | Evidence(day_first="later")).day_first == "a"


def test_only_text_holds_such_dates() -> None:
    assert is_numbered(pa.array(["1/2/2024", "2024-01-02", None])).tolist() == [True, False, False]
    assert is_numbered(pa.array([20240102])).tolist() == [False]
