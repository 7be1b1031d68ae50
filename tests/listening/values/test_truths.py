"""Columns as true, false or unknown."""

import pyarrow as pa
import pytest

from segue.listening.values.truths import Truth, read_truths


@pytest.mark.parametrize("cell", ["true", "TRUE", " yes ", "Y", "1", "1.0", "Explicit"])
def test_words_for_true(cell: str) -> None:
    assert read_truths(pa.array([cell])).tolist() == [Truth.TRUE]


@pytest.mark.parametrize("cell", ["false", "No", "f", "0", "0.0", "clean", "notExplicit"])
def test_words_for_false(cell: str) -> None:
    assert read_truths(pa.array([cell])).tolist() == [Truth.FALSE]


@pytest.mark.parametrize("cell", [None, "", "  ", "NaN", "null", r"\N", "unknown"])
def test_nothing_said_is_unknown(cell: str | None) -> None:
    assert read_truths(pa.array([cell], pa.string())).tolist() == [Truth.UNKNOWN]


@pytest.mark.parametrize("cell", ["maybe", "2", "-1", "tru\x00e", "真", "x" * 10_000])
def test_anything_else_is_not_understood(cell: str) -> None:
    assert read_truths(pa.array([cell])).tolist() == [Truth.NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pa.array([True, False, None]), [1, 0, -1]),
        (pa.array([1, 0, None, 7]), [1, 0, -1, -2]),
        (pa.array([1.0, 0.0, float("nan"), 0.5]), [1, 0, -1, -2]),
        (pa.array([b"yes", b"\xff", None]), [1, -2, -1]),
        (pa.array([[1], None]), [-1, -1]),
        (pa.array(["no", "yes", "no"]).dictionary_encode(), [0, 1, 0]),
    ],
)
def test_typed_columns(column: pa.Array, said: list[int]) -> None:
    assert read_truths(column).tolist() == said


def test_no_rows_at_all() -> None:
    assert read_truths(pa.array([], pa.string())).tolist() == []
