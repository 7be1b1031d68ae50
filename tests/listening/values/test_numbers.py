"""Columns as numbers."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.listening.values.numbers import read_durations, read_numbers, read_years


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), (" 3 ", 3), ("007", 7), ("1.50", 1.5), ("-2", -2), ("0", 0), ("9" * 15, 1e15 - 1)],
)
def test_plain_decimals_are_numbers(text: str, number: float) -> None:
    assert read_numbers(pa.array([text])).tolist() == [number]


@pytest.mark.parametrize(
    "text",
    ["", "nan", "inf", "-Infinity", "1e3", "1_000", "0x10", "+3", ".5", "5.", "1,5", "٣", "3\n4", "9" * 16],
)
def test_anything_else_is_none(text: str) -> None:
    assert np.isnan(read_numbers(pa.array([text, None]))).all()


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_text_and_integers_agree(number: int) -> None:
    assert read_numbers(pa.array([str(number)])) == read_numbers(pa.array([number])) == number


def test_typed_columns_are_finite_numbers_or_none() -> None:
    assert np.isnan(read_numbers(pa.array([float("inf"), float("nan"), None]))).all()
    assert read_numbers(pa.array([Decimal("1.25")])).tolist() == [1.25]
    assert np.isnan(read_numbers(pa.array([True]))).all()
    assert np.isnan(read_numbers(pa.array([[1], None]))).all()


@pytest.mark.parametrize(
    ("column", "year"),
    [
        (pa.array(["1998"]), 1998),
        (pa.array(["1998-01-16"]), 1998),
        (pa.array(["98", "19980"]), 0),
        (pa.array(["3000"]), 0),
        (pa.array([1998]), 1998),
        (pa.array([1998.0]), 1998),
        (pa.array([2**62]), 0),
        (pa.array([date(1998, 1, 16)]), 1998),
        (pa.array([True]), 0),
    ],
)
def test_years(column: pa.Array, year: int) -> None:
    assert set(read_years(column).tolist()) == {year}


def test_durations_are_seconds() -> None:
    column = pa.array(["187", "187000", "-1", "x", "9999999999"])
    assert read_durations(column, milliseconds=False).tolist() == [187, 187, 0, 0, 0]
    assert read_durations(pa.array([1500]), milliseconds=True).tolist() == [1.5]
