"""The catalogue of one release: its songs, found by id, by name or by search."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows
from segue.base.ids import SongId
from segue.base.songs import Songs
from segue.catalogue.identity import artist_rows, work_rows
from segue.catalogue.resolve import Resolver
from segue.catalogue.search import Hit, SearchIndex


@dataclass(frozen=True)
class Song:
    """One song as shown. ``artist`` is empty when unknown, the others ``None``."""

    song_id: SongId
    title: str
    artist: str
    album: str | None
    genre: str | None
    year: int | None
    duration_seconds: float | None


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Songs and what finds them; opened from a release's arrays, shared by all requests.

    Attributes:
        songs: the columns, n rows.
        resolver: a loosely written id → row.
        index: words → rows.
        artist_rows: int32 (n,), equal for songs of one artist; see ``identity``.
        work_rows: int32 (n,), equal for recordings of one work; see ``identity``.
    """

    songs: Songs
    resolver: Resolver
    index: SearchIndex
    artist_rows: Rows
    work_rows: Rows

    @classmethod
    def build(cls, songs: Songs, popularity: Float32) -> "Catalogue":
        """Index songs; ``popularity`` is (n,), from 0 up: listeners per song.

        Raises ``ValueError`` when it does not have one row per song.
        """
        if popularity.shape != (len(songs),):
            raise ValueError("popularity does not have one row per song")
        return cls(
            songs,
            Resolver.build(songs, popularity),
            SearchIndex.build(songs, popularity),
            artist_rows(songs),
            work_rows(songs),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "Catalogue":
        """Open what :meth:`arrays` gave. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        songs = Songs.from_arrays(arrays)
        artists, works = np.asarray(arrays["artist_rows"]), np.asarray(arrays["work_rows"])
        index = SearchIndex.from_arrays(arrays)
        if artists.dtype != np.int32 or works.dtype != np.int32:
            raise ValueError("the catalogue has groups of the wrong kind")
        if not (len(songs),) == index.order.shape == artists.shape == works.shape:
            raise ValueError("the catalogue has columns of different lengths")
        return cls(songs, Resolver.from_arrays(arrays, songs), index, artists, works)

    def arrays(self) -> dict[str, AnyArray]:
        """Everything, songs included, under the names a release stores it by."""
        stored = self.songs.arrays() | self.resolver.arrays() | self.index.arrays()
        return stored | {"artist_rows": self.artist_rows, "work_rows": self.work_rows}

    def __len__(self) -> int:
        return len(self.songs)

    def resolve(self, text: str) -> int | None:
        """The row that an id, written loosely, names; see :meth:`Resolver.row`."""
        return self.resolver.row(text)

    def search(self, query: str, limit: int) -> list[Hit]:
        """At most ``limit`` songs that match, best first; see :meth:`SearchIndex.search`."""
        return self.index.search(query, limit)

    def song(self, row: int) -> Song:
        """What is known about one song. Raises ``IndexError`` outside 0 … n − 1."""
        songs = self.songs
        return Song(
            SongId(songs.ids.id(row)),
            songs.title[row],
            songs.artist[row],
            songs.album[row] or None,
            songs.genre[row] or None,
            int(songs.year[row]) or None,
            float(songs.duration_seconds[row]) or None,
        )
