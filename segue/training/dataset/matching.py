"""Which songs of a log the songs are that accounts name."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from segue.base.arrays import Int64, Rows
from segue.base.ids import IdMap
from segue.base.songs import NUMBER_COLUMNS, TEXT_COLUMNS, Songs
from segue.base.strings import Strings
from segue.catalogue.catalogue import Catalogue
from segue.catalogue.identity import artist_key, canonical_key, is_nobody, title_key
from segue.catalogue.resolve import KeyTable

_DASH = " - "
"""Stands between artist and title in the ids of data that has none of its own."""


@dataclass(frozen=True, eq=False)
class Matched:
    """Songs of a log and those that accounts brought.

    Attributes:
        songs: those of the log in their order, then the new ones.
        rows: int32, the row of each id that was asked for; −1 for one nobody knows.
    """

    songs: Songs
    rows: Rows


def match_songs(
    song_ids: Sequence[str], songs: Songs, popularity: Int64, catalogue: Catalogue | None
) -> Matched:
    """Find songs that accounts name among those of a log.

    The first that fits wins: the very id; the same recording under another id, by canonical key of artist and
    title, which the catalogue tells or the id itself (``Artist - Title``); a new song, of which the catalogue
    tells the facts. An artist nobody knows makes no two songs one.

    Args:
        song_ids: each once.
        songs: n songs of the log.
        popularity: int64 (n,); of songs with one key the greatest counts, then the first.
        catalogue: of the release in service; ``None`` where there is none.
    """
    rows = songs.ids.look_up(song_ids)
    recordings = _Recordings(songs, popularity)
    added: dict[int, int] = {}
    for place in np.flatnonzero(rows < 0).tolist():
        told = None if catalogue is None else _row_in(catalogue, song_ids[place])
        if catalogue is None or told is None:
            artist, _, title = song_ids[place].partition(_DASH)
            row = recordings.row(artist, title)
        else:
            row = songs.ids.row(catalogue.songs.ids.id(told))
            if row is None:
                row = recordings.row(catalogue.songs.artist[told], catalogue.songs.title[told])
            if row is None:
                row = added.setdefault(told, len(songs) + len(added))
        rows[place] = -1 if row is None else row
    if not added or catalogue is None:
        return Matched(songs, rows)
    return Matched(_joined(songs, catalogue.songs.take(np.array(list(added), np.int32))), rows)


def _row_in(catalogue: Catalogue, song_id: str) -> int | None:
    # an id of another kind, such as a number, may be some song's title
    return catalogue.resolve(song_id) if _DASH in song_id else catalogue.songs.ids.row(song_id)


class _Recordings:
    """The recordings of a log by canonical key; the table is made when first asked for."""

    def __init__(self, songs: Songs, popularity: Int64) -> None:
        self._songs, self._popularity = songs, popularity

    def row(self, artist: str, title: str) -> int | None:
        if is_nobody(artist_key(artist)) or not title_key(title):
            return None
        key = canonical_key(artist, title)
        row = self._table.row(key)
        return row if row is not None and self._key(row) == key else None

    @cached_property
    def _table(self) -> KeyTable:
        rows = np.argsort(-self._popularity, kind="stable").tolist()
        return KeyTable.of((self._key(row), row) for row in rows)

    def _key(self, row: int) -> str:
        return canonical_key(self._songs.artist[row], self._songs.title[row])


def _joined(first: Songs, second: Songs) -> Songs:
    texts: dict[str, Any] = {
        name: Strings.of([*getattr(first, name), *getattr(second, name)]) for name in TEXT_COLUMNS
    }
    numbers: dict[str, Any] = {
        name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in NUMBER_COLUMNS
    }
    return Songs(IdMap.of([*first.ids.ids, *second.ids.ids]), **texts, **numbers)
