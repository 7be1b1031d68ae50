"""ListenBrainz listens as a table."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.progress import SILENT
from segue.listening.limits import Limits
from segue.listening.reasons import Reason
from segue.listening.tables import listens
from segue.listening.tables.lines import Block
from segue.listening.tables.listens import HEADER, ListensTable, read_apart
from segue.listening.tables.table import Batch

TRACK = {
    "artist_name": "Air",
    "track_name": "Kelly Watch the Stars",
    "release_name": "Moon Safari",
    "additional_info": {"recording_mbid": "theirs", "duration_ms": 224_000, "tags": ["a"]},
    "mbid_mapping": {"recording_mbid": "mapped", "artist_mbids": ["b"]},
}
LISTEN = {"user_name": "rob", "listened_at": 1612137360, "track_metadata": TRACK, "recording_msid": "c"}


def read(*values: Any) -> Batch:
    return listens._batch(Block(b"".join(json.dumps(value).encode() + b"\n" for value in values)), range(7))


def rows(batch: Batch) -> list[tuple[str | None, ...]]:
    return list(zip(*(batch.columns[place].to_pylist() for place in range(len(HEADER))), strict=True))


@pytest.fixture
def in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be read line by line."""
    monkeypatch.setattr(listens, "read_apart", None)


@pytest.mark.usefixtures("in_one_go")
def test_a_listen_is_a_row_of_text() -> None:
    expected = ("rob", "1612137360", "mapped", "Air", "Kelly Watch the Stars", "Moon Safari", "224000")
    assert rows(read(LISTEN)) == [expected]


@pytest.mark.usefixtures("in_one_go")
def test_a_dump_names_listeners_and_dates_otherwise() -> None:
    batch = read(
        {"user_id": 7, "timestamp": 5, "track_metadata": {"additional_info": {"recording_mbid": "m"}}}
    )
    assert rows(batch) == [("7", "5", "m", None, None, None, None)]


@pytest.mark.usefixtures("in_one_go")
def test_a_line_without_a_track_is_no_listen() -> None:
    batch = read(LISTEN, {"user_name": "ann"}, LISTEN | {"track_metadata": None}, LISTEN)
    assert (batch.n_rows, batch.unusable) == (2, {Reason.NOT_A_LISTEN: 2})


@pytest.mark.parametrize(
    "odd", [LISTEN | {"listened_at": 1.5}, LISTEN | {"user_name": 3}, LISTEN | {"track_metadata": []}, [], 4]
)
def test_an_odd_line_leaves_the_others_as_they_are(odd: Any) -> None:
    alone, among = rows(read(LISTEN)), rows(read(LISTEN, odd, LISTEN))
    assert among == alone + rows(read(odd)) + alone


GOOD = json.dumps(LISTEN).encode()


@pytest.mark.parametrize("bad", [GOOD + b" " + GOOD, GOOD[:-1], GOOD.replace(b"rob", b"\xff"), b"rob"])
def test_a_line_that_is_no_json_object_is_no_listen(bad: bytes) -> None:
    batch = listens._batch(Block(GOOD + b"\n\n" + bad + b"\n"), range(7))
    assert (batch.n_rows, batch.unusable) == (1, {Reason.NOT_A_LISTEN: 1})


def test_a_file_is_read_in_blocks(tmp_path: Path) -> None:
    path = tmp_path / "listens.json"
    path.write_text("\n".join(json.dumps(LISTEN | {"listened_at": at}) for at in range(100)))
    with SILENT.task("") as task:
        batches = list(ListensTable(path, Limits(block_bytes=2000)).batches([1], task))
    assert len(batches) > 10
    assert [int(text) for batch in batches for text in batch.columns[1].to_pylist()] == list(range(100))


texts = st.none() | st.sampled_from(["", "a", "Jóga", '"', "\n", "\x00", "日本"])
numbers = st.none() | st.integers(-(2**63), 2**63 - 1)
infos = st.none() | st.fixed_dictionaries({}, optional={"recording_mbid": texts, "duration_ms": numbers})
mappings = st.none() | st.fixed_dictionaries({}, optional={"recording_mbid": texts, "artist_mbids": texts})
tracks = st.fixed_dictionaries(
    {"artist_name": texts},
    optional={"track_name": texts, "release_name": texts, "additional_info": infos, "mbid_mapping": mappings},
)
usual = st.fixed_dictionaries(
    {"track_metadata": st.none() | tracks},
    optional={"user_name": texts, "user_id": numbers, "listened_at": numbers, "timestamp": numbers},
)


@given(st.lists(usual, min_size=1, max_size=5))
def test_reading_in_one_go_equals_reading_line_by_line(values: list[Any]) -> None:
    data = b"".join(json.dumps(value).encode() + b"\n" for value in values)
    in_one_go = listens._read_usual(data)
    assert in_one_go is not None
    columns, n_listens = listens._flat(in_one_go)
    expected, n_expected = read_apart(data)
    assert n_listens == n_expected
    assert [column.to_pylist() for column in columns] == [column.to_pylist() for column in expected]
