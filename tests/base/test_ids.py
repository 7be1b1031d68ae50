import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.hashing import hash64
from segue.base.ids import IdMap
from segue.base.strings import Strings

texts = st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), unique=True)


@given(texts)
def test_every_id_finds_its_row_and_every_row_its_id(ids: list[str]) -> None:
    id_map = IdMap.of(ids)
    assert [id_map.row(item) for item in ids] == list(range(len(ids)))
    assert [id_map.id(row) for row in range(len(ids))] == ids


def test_an_unknown_id_has_no_row() -> None:
    assert IdMap.of(["a", "b"]).row("c") is None
    assert IdMap.of([]).row("c") is None
    assert IdMap.of(["a", "b"]).look_up(["b", "c", "a", "b"]).tolist() == [1, -1, 0, 1]
    assert IdMap.of(["a"]).look_up([]).dtype == np.int32


def test_equal_hashes_never_make_two_ids_one() -> None:
    real = IdMap.of(["a", "b"])
    collided = IdMap(real.ids, np.full(2, hash64("a"), np.uint64), np.array([1, 0], np.int32))
    assert collided.row("a") == 0
    assert collided.look_up(["a", "b"]).tolist() == [0, -1]


@given(texts, texts)
def test_many_ids_have_the_rows_that_each_has(ids: list[str], asked: list[str]) -> None:
    id_map = IdMap.of(ids)
    each = [id_map.row(text) for text in [*asked, *ids]]
    assert id_map.look_up([*asked, *ids]).tolist() == [-1 if row is None else row for row in each]


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        IdMap.of(["a", "a"])


@given(texts)
def test_arrays_round_trip_keeps_the_checksum(ids: list[str]) -> None:
    id_map = IdMap.of(ids)
    assert IdMap.from_arrays(id_map.arrays("songs"), "songs").checksum == id_map.checksum


def test_two_maps_with_the_same_ids_in_another_order_differ() -> None:
    assert IdMap.of(["a", "b"]).checksum != IdMap.of(["b", "a"]).checksum


def test_a_map_that_names_a_row_twice_is_refused() -> None:
    arrays = IdMap.of(["a", "b"]).arrays("songs") | {"songs.rows": np.array([0, 0], np.int32)}
    with pytest.raises(ValueError, match="every row once"):
        IdMap.from_arrays(arrays, "songs").check("songs")


@given(st.lists(st.text()))
def test_strings_read_back_as_they_were(values: list[str]) -> None:
    expected = [value.encode("utf-8", "replace").decode() for value in values]
    assert list(Strings.of(values)) == expected


def test_offsets_that_do_not_describe_the_text_are_refused() -> None:
    arrays = Strings.of(["ab", "c"]).arrays("x") | {"x.offsets": np.array([0, 5, 3], np.int64)}
    with pytest.raises(ValueError, match="falling"):
        Strings.from_arrays(arrays, "x").check("x")


@given(st.lists(st.text()), st.data())
def test_strings_are_taken_together_as_one_by_one(values: list[str], data: st.DataObject) -> None:
    texts = Strings.of(values)
    rows = data.draw(st.lists(st.integers(0, len(values) - 1))) if values else []
    assert texts.take(rows) == [texts[row] for row in rows]
    assert texts.joined(rows, b", ") == ", ".join(texts.take(rows)).encode()


def test_strings_are_joined_without_their_ends() -> None:
    assert Strings.of(["{a}", "{b}"]).joined([1, 0, 1], b"},", cut=1) == b"{b},{a},{b"


def test_strings_order_as_the_numbers_their_beginnings_are() -> None:
    values = ["", "a", "abcdefgh", "abcdefghi", "abcdz", "é"]
    heads = Strings.of(values).heads().tolist()
    assert [head.to_bytes(8, "big").rstrip(b"\0") for head in heads] == [x.encode()[:8] for x in values]
    assert heads == sorted(heads)


def test_a_row_that_is_not_there_is_not_taken() -> None:
    for rows in ([-1], [2]):
        with pytest.raises(IndexError):
            Strings.of(["a", "b"]).take(rows)
