"""ListenBrainz listens, one JSON object a line, as a flat table.

A listen looks like this (ListenBrainz, "JSON documentation"; dumps name the date ``timestamp``)::

    {"user_name": "rob", "listened_at": 1612137360, "track_metadata": {
        "artist_name": "…", "track_name": "…", "release_name": "…",
        "additional_info": {"recording_mbid": "…"}, "mbid_mapping": {"recording_mbid": "…"}}}

Arrow reads a block of such lines in one go. It refuses the whole for one odd line (a number for a name, a
date with a fraction, no JSON), so a block that holds one is read line by line, in Python.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json

from segue.base.progress import Task
from segue.listening.files import shown_name
from segue.listening.limits import Limits
from segue.listening.reasons import Reason
from segue.listening.tables.bytestream import ByteStream
from segue.listening.tables.lines import Block, blocks, lines_of
from segue.listening.tables.table import Batch, TableKind
from segue.listening.values.coded import flags

HEADER = (
    "user_name",
    "listened_at",
    "recording_mbid",
    "artist_name",
    "recording_name",
    "release_name",
    "duration_ms",
)

_TEXT, _NUMBER = pa.string(), pa.int64()
_INFO = pa.struct({"recording_mbid": _TEXT, "duration_ms": _NUMBER})
_TRACK = pa.struct(
    {
        "artist_name": _TEXT,
        "track_name": _TEXT,
        "release_name": _TEXT,
        "additional_info": _INFO,
        "mbid_mapping": pa.struct({"recording_mbid": _TEXT}),
    }
)
_USUAL = pa.schema(
    {
        "user_name": _TEXT,
        "user_id": _NUMBER,
        "listened_at": _NUMBER,
        "timestamp": _NUMBER,
        "track_metadata": _TRACK,
    }
)


class ListensTable:
    """A file of JSON lines, plain or packed with gzip or zstd; columns are :data:`HEADER`."""

    kind = TableKind.LISTENS
    header = HEADER

    def __init__(self, path: Path, limits: Limits) -> None:
        self.name = shown_name(path)
        self._path = path
        self._limits = limits

    def batches(self, wanted: Sequence[int], task: Task) -> Iterator[Batch]:
        """Read the wanted fields as text; a field that a listen does not have is null."""
        with ByteStream(self._path, self._limits, task) as stream:
            for block in blocks(stream, longest=self._limits.line_bytes, size=self._limits.block_bytes):
                yield _batch(block, wanted)


def _batch(block: Block, wanted: Sequence[int]) -> Batch:
    n_lines = int(flags(pc.match_substring_regex(lines_of(block.data), r"\S")).sum())
    usual = _read_usual(block.data)
    if usual is not None and len(usual) == n_lines:
        columns, n_listens = _flat(usual)
    else:
        columns, n_listens = read_apart(block.data)
    unusable = {Reason.NOT_A_LISTEN: n_lines - n_listens, Reason.LINE_TOO_LONG: block.too_long}
    return Batch(
        {place: columns[place] for place in wanted},
        n_listens,
        {reason: count for reason, count in unusable.items() if count},
    )


def _read_usual(data: bytes) -> pa.StructArray | None:
    """The lines of a block; ``None`` where one is no JSON or has a value of an unusual type."""
    try:
        data.decode("utf-8")  # Arrow does not look
        table = arrow_json.read_json(
            pa.BufferReader(data),
            arrow_json.ReadOptions(use_threads=False, block_size=len(data) + 1),
            arrow_json.ParseOptions(explicit_schema=_USUAL, unexpected_field_behavior="ignore"),
        )
    except (UnicodeDecodeError, pa.ArrowInvalid):
        return None
    return table.to_struct_array().combine_chunks()


def _flat(listens: pa.StructArray) -> tuple[list[pa.Array], int]:
    """The columns of :data:`HEADER` as text, without the lines that are no listens, and how many are left."""
    listens = listens.filter(pc.struct_field(listens, "track_metadata").is_valid())

    def text(*path: str) -> pa.Array:
        return pc.struct_field(listens, list(path)).cast(_TEXT)

    info, mapping = ("track_metadata", "additional_info"), ("track_metadata", "mbid_mapping")
    columns = [
        _first_filled(text("user_name"), text("user_id")),
        _first_filled(text("listened_at"), text("timestamp")),
        _first_filled(text(*mapping, "recording_mbid"), text(*info, "recording_mbid")),
        text("track_metadata", "artist_name"),
        text("track_metadata", "track_name"),
        text("track_metadata", "release_name"),
        text(*info, "duration_ms"),
    ]
    return columns, len(listens)


def _first_filled(first: pa.Array, second: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(first, "").fill_null(True), second, first)


def read_apart(data: bytes) -> tuple[list[pa.Array], int]:
    """The same of any block, line by line."""
    parsed = (_listen(line) for line in data.split(b"\n"))
    listens = [listen for listen in parsed if listen is not None]
    columns = [pa.array([listen[place] for listen in listens], _TEXT) for place in range(len(HEADER))]
    return columns, len(listens)


def _listen(line: bytes) -> tuple[str | None, ...] | None:
    """The fields of one listen in the order of :data:`HEADER`; ``None`` when the line is not one."""
    try:
        listen = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(listen, dict) or not isinstance(listen.get("track_metadata"), dict):
        return None
    track: dict[str, Any] = listen["track_metadata"]
    info, mapping = _object(track, "additional_info"), _object(track, "mbid_mapping")
    return (
        _text(listen, "user_name") or _text(listen, "user_id"),
        _text(listen, "listened_at") or _text(listen, "timestamp"),
        _text(mapping, "recording_mbid") or _text(info, "recording_mbid"),
        _text(track, "artist_name"),
        _text(track, "track_name"),
        _text(track, "release_name"),
        _text(info, "duration_ms"),
    )


def _object(parent: dict[str, Any], key: str) -> dict[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _text(parent: dict[str, Any], key: str) -> str | None:
    """A string, or a number as written; anything else is taken as missing."""
    value = parent.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
