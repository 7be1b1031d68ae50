"""The catalogue of one release: its songs, found by id, by name or by search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows
from segue.base.ids import SongId
from segue.base.songs import Songs
from segue.catalogue.identity import Keys, artist_rows, known_artist_key, label_key, work_rows
from segue.catalogue.names import Names, numbered
from segue.catalogue.notes import without_guests
from segue.catalogue.resolve import Resolver
from segue.catalogue.search import SearchIndex
from segue.catalogue.shown import Shown
from segue.factors.facts import Facts


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
    explicit: bool | None


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Songs and what finds them; opened from a release's arrays, shared by all requests.

    Attributes:
        songs: the columns, n rows.
        shown: the same, as clients see them.
        resolver: a loosely written id → row.
        index: words → rows.
        artist_rows: int32 (n,), equal for songs of one artist; see ``identity``.
        work_rows: int32 (n,), equal for recordings of one work; see ``identity``.
        facts: genres, languages and the like, as numbers.
        artists: names of ``artist_rows``.
        genres: names of ``facts.genre_rows``.
        languages: names of ``facts.language_rows``.
    """

    songs: Songs
    shown: Shown
    resolver: Resolver
    index: SearchIndex
    artist_rows: Rows
    work_rows: Rows
    facts: Facts
    artists: Names
    genres: Names
    languages: Names

    @classmethod
    def build(cls, songs: Songs, popularity: Float32, first_days: Rows | None = None) -> "Catalogue":
        """Index songs.

        Args:
            songs: n of them.
            popularity: (n,), from 0 up: listeners per song.
            first_days: as in :class:`Facts`; ``None`` where the log has no dates.

        Raises ``ValueError`` when either does not have one row per song.
        """
        n = len(songs)
        first_days = np.zeros(n, np.int32) if first_days is None else first_days
        if not popularity.shape == first_days.shape == (n,):
            raise ValueError("popularity or first days do not have one row per song")
        keys = Keys.of(songs)
        artists, works = artist_rows(songs, keys), work_rows(songs, keys)
        resolver = Resolver.build(songs, popularity, keys)
        del keys  # 400 MB at a million songs
        genres, languages = numbered(songs.genre, label_key), numbered(songs.language, label_key)
        return cls(
            songs,
            Shown.build(songs),
            resolver,
            SearchIndex.build(songs, popularity),
            artists,
            works,
            Facts(genres, languages, songs.year, songs.explicit, first_days),
            Names.build(songs.artist, known_artist_key, artists, popularity),
            Names.build(songs.genre, label_key, genres, popularity),
            Names.build(songs.language, label_key, languages, popularity),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "Catalogue":
        """Open what :meth:`arrays` gave, in the same time whatever the length.

        Raises ``KeyError`` or ``ValueError`` for arrays that do not fit; only :meth:`check` reads them whole.
        """
        songs = Songs.from_arrays(arrays)
        artists, works = np.asarray(arrays["artist_rows"]), np.asarray(arrays["work_rows"])
        index = SearchIndex.from_arrays(arrays)
        if artists.dtype != np.int32 or works.dtype != np.int32:
            raise ValueError("the catalogue has groups of the wrong kind")
        if not (len(songs),) == index.order.shape == artists.shape == works.shape:
            raise ValueError("the catalogue has columns of different lengths")
        return cls(
            songs,
            Shown.from_arrays(arrays, songs),
            Resolver.from_arrays(arrays, songs),
            index,
            artists,
            works,
            Facts.from_arrays(arrays, len(songs)),
            Names.from_arrays(arrays, "catalogue.artists", songs.artist, known_artist_key),
            Names.from_arrays(arrays, "catalogue.genres", songs.genre, label_key),
            Names.from_arrays(arrays, "catalogue.languages", songs.language, label_key),
        )

    def check(self) -> None:
        """Read everything, in 0.2 s at a million songs: done once, before a release is believed.

        Raises ``ValueError`` with what is not well formed, in a sentence.
        """
        self.songs.check()
        self.shown.check()
        self.resolver.check()
        self.index.check()
        for name in ("artists", "genres", "languages"):
            getattr(self, name).check(f"catalogue.{name}")

    def arrays(self) -> dict[str, AnyArray]:
        """Everything, songs included, under the names a release stores it by."""
        stored = self.songs.arrays() | self.shown.arrays()
        stored |= self.resolver.arrays() | self.index.arrays() | self.facts.arrays()
        for name in ("artists", "genres", "languages"):
            stored |= getattr(self, name).arrays(f"catalogue.{name}")
        return stored | {"artist_rows": self.artist_rows, "work_rows": self.work_rows}

    def __len__(self) -> int:
        return len(self.songs)

    def resolve(self, text: str) -> int | None:
        """The row that an id, written loosely, names; see :meth:`Resolver.row`."""
        return self.resolver.row(text)

    def resolve_all(self, texts: Sequence[str]) -> list[int | None]:
        """The row that each text names, in order: as :meth:`resolve`, much faster for very ids."""
        rows = self.songs.ids.look_up(texts).tolist()
        return [row if row >= 0 else self.resolve(text) for text, row in zip(texts, rows, strict=True)]

    def artist_row(self, name: str) -> int | None:
        """The number, as in ``artist_rows``, of an artist in any spelling, or ``None``."""
        return self.artists.number(name)

    def genre_row(self, name: str) -> int | None:
        """The number, as in ``facts.genre_rows``, of a genre in any spelling, or ``None``."""
        return self.genres.number(name)

    def language_row(self, name: str) -> int | None:
        """The number, as in ``facts.language_rows``, of a language in any spelling, or ``None``."""
        return self.languages.number(name)

    def artist_name(self, row: int) -> str:
        """The artist under a number, without guests. Raises ``IndexError`` where there is none."""
        return without_guests(self.artists.name(row))

    def genre_name(self, row: int) -> str:
        """The genre under a number. Raises ``IndexError`` where there is none."""
        return self.genres.name(row)

    def search(self, query: str, limit: int) -> dict[int, float]:
        """At most ``limit`` songs that match, row → score, best first; see :meth:`SearchIndex.search`."""
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
            None if songs.explicit[row] < 0 else bool(songs.explicit[row]),
        )


def check_catalogue(arrays: Mapping[str, AnyArray]) -> None:
    """Open the catalogue of a release and read all of it; see :meth:`Catalogue.check`.

    Raises ``ValueError`` with what is missing or not well formed, in a sentence.
    """
    try:
        Catalogue.from_arrays(arrays).check()
    except KeyError as error:
        raise ValueError(f"the catalogue lacks {error.args[0]}") from error
