"""ListenBrainz listens, one JSON object a line, as a flat table.

A listen looks like this (ListenBrainz, "JSON documentation"; dumps name the date ``timestamp``)::

    {"user_name": "rob", "listened_at": 1612137360, "track_metadata": {
        "artist_name": "…", "track_name": "…", "release_name": "…",
        "additional_info": {"recording_mbid": "…"}, "mbid_mapping": {"recording_mbid": "…"}}}
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from segue.base.progress import Task
from segue.listening.files import shown_name
from segue.listening.limits import Limits
from segue.listening.reasons import Reason
from segue.listening.tables.bytestream import ByteStream
from segue.listening.tables.lines import Block, blocks
from segue.listening.tables.table import Batch, TableKind

HEADER = (
    "user_name",
    "listened_at",
    "recording_mbid",
    "artist_name",
    "recording_name",
    "release_name",
    "duration_ms",
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
    lines = [line for line in block.data.split(b"\n") if not line.isspace() and line]
    parsed = [_listen(line) for line in lines]
    listens = [listen for listen in parsed if listen is not None]
    unusable = {Reason.NOT_A_LISTEN: len(lines) - len(listens), Reason.LINE_TOO_LONG: block.too_long}
    columns = {place: pa.array([listen[place] for listen in listens], pa.string()) for place in wanted}
    return Batch(columns, len(listens), {reason: count for reason, count in unusable.items() if count})


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
