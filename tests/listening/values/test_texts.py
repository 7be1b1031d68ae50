"""Columns as text."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.errors import DataError
from segue.listening.values.texts import Fault, Texts, join_labels, read_ids, read_labels


def rows(texts: Texts) -> list[str]:
    values: list[str] = texts.values.take(texts.codes).to_pylist()
    return values


def test_ids_keep_their_spelling_and_lose_blanks_around() -> None:
    ids = read_ids(pa.array([" a  b ", "\u3000c\t", None, ""]), "listener")
    assert rows(ids) == ["a  b", "c", "", ""]
    assert ids.row_faults.tolist() == [Fault.NONE, Fault.NONE, Fault.EMPTY, Fault.EMPTY]


@pytest.mark.parametrize("word", ["NaN", "null", "None", "NONE", r"\N", "N/A", "<NA>"])
def test_words_for_a_missing_value_are_empty_ids_and_names_all_the_same(word: str) -> None:
    column = pa.array([word, "x"])
    ids, names = read_ids(column, "song"), read_ids(column, "song", are_names=True)
    assert (rows(ids), ids.row_faults.tolist()) == (["", "x"], [Fault.EMPTY, Fault.NONE])
    assert rows(names) == rows(read_labels(column)) == [word, "x"]


def test_labels_have_single_blanks() -> None:
    assert rows(read_labels(pa.array([" a \t\n b\u00a0c "]))) == ["a b c"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"x" * 512, Fault.NONE),
        ("é".encode() * 513, Fault.TOO_LONG),
        (b"a\x07b", Fault.CONTROLS),
        ("a\u0085b".encode(), Fault.CONTROLS),
        (b"a\xffb", Fault.ENCODING),
        (b"\xed\xa0\x80", Fault.ENCODING),
        ("\U0001f3b5".encode(), Fault.NONE),
    ],
)
def test_faults(text: bytes, fault: Fault) -> None:
    assert read_ids(pa.array([text, b"good"]), "song").row_faults.tolist() == [fault, Fault.NONE]


@given(st.binary(max_size=6))
def test_utf8_is_what_python_takes_for_it(data: bytes) -> None:
    faults = read_ids(pa.array([b"\xc3\xa9" + data]), "song").row_faults
    try:
        data.decode()
    except UnicodeDecodeError:
        assert faults.tolist() == [Fault.ENCODING]
    else:
        assert Fault.ENCODING not in faults


@pytest.mark.parametrize(
    "kind", [pa.int8(), pa.uint64(), pa.float32(), pa.float64(), pa.string(), pa.large_string()]
)
def test_whole_numbers_read_as_digits(kind: pa.DataType) -> None:
    column = pa.array([7, None, 12]).cast(kind)
    assert rows(read_ids(column, "song")) == ["7", "", "12"]
    assert rows(read_ids(column.dictionary_encode(), "song")) == ["7", "", "12"]


def test_a_fraction_is_no_id() -> None:
    assert rows(read_ids(pa.array([1.5, float("nan"), 1e300]), "song")) == ["", "", ""]


@pytest.mark.parametrize(
    "column", [pa.array([True]), pa.array([[1]]), pa.array([{"a": 1}]), pa.array([0], pa.date32())]
)
def test_other_types_are_refused_as_ids_and_unknown_as_labels(column: pa.Array) -> None:
    with pytest.raises(DataError, match=r"column of the song holds .* values; ids are text or whole numbers"):
        read_ids(column, "song")
    assert rows(read_labels(column)) == [""]


def test_joined_labels_share_the_faults_of_their_parts() -> None:
    artists = read_labels(pa.array(["A", "A", "", "B\x01", "C" * 300]))
    titles = read_labels(pa.array(["x", "", "x", "x", "y" * 300]))
    songs = join_labels(artists, titles)
    assert rows(songs)[0] == "A - x"
    assert songs.row_faults.tolist() == [
        Fault.NONE, Fault.EMPTY, Fault.EMPTY, Fault.CONTROLS, Fault.TOO_LONG,
    ]  # fmt: skip


def test_an_empty_column_has_no_rows() -> None:
    assert rows(read_ids(pa.array([], pa.string()), "song")) == []
    assert rows(join_labels(Texts.none(0), Texts.none(0))) == []
