"""From an id, written loosely, to the one song it means."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows, UInt64, all_within
from segue.base.hashing import hash64
from segue.base.songs import Songs
from segue.catalogue.identity import SEPARATOR, Keys, artist_key, is_nobody, title_key, work_title_key
from segue.catalogue.text import DASHES

LONGEST = 256
"""Code points of a text that may be written loosely, compatibility forms made plain. Of 108 000 songs of two
real catalogues the longest has 181; the time a text takes grows with its length and its dashes."""
MOST_SPLITS = 4
"""Dashes of a text that are tried as the one between artist and title, from the left."""

_DASH = re.compile(f" [{DASHES}]|[{DASHES}] ")
_NAME = "catalogue.resolve"
_TABLES = ("recordings", "works", "titles")


@dataclass(frozen=True, eq=False)
class KeyTable:
    """Key → row as a sorted array to search in, so that it can be memory-mapped.

    Attributes:
        hashes: uint64 (m,), ``hash64`` of the keys, ascending, each once.
        rows: int32 (m,), the song of each key.
    """

    hashes: UInt64
    rows: Rows

    @classmethod
    def of(cls, keyed_rows: Iterable[tuple[str, int]]) -> "KeyTable":
        """Keep the first row given for each key."""
        first: dict[int, int] = {}
        for key, row in keyed_rows:
            first.setdefault(hash64(key), row)
        hashes = np.fromiter(first.keys(), np.uint64, len(first))
        rows = np.fromiter(first.values(), np.int32, len(first))
        order = np.argsort(hashes)
        return cls(hashes[order], rows[order])

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], name: str) -> "KeyTable":
        """Open what :meth:`arrays` gave, in the same time whatever the length.

        Raises ``KeyError`` or ``ValueError`` for arrays that do not fit; only :meth:`check` reads them whole.
        """
        hashes, rows = np.asarray(arrays[f"{name}.hashes"]), np.asarray(arrays[f"{name}.rows"])
        if (
            hashes.dtype != np.uint64
            or rows.dtype != np.int32
            or hashes.ndim != 1
            or hashes.shape != rows.shape
        ):
            raise ValueError(f"key table {name!r} has arrays of the wrong kind")
        return cls(hashes, rows)

    def check(self, name: str, n_songs: int) -> None:
        """Read everything. Raises ``ValueError`` where rows are not there, or hashes do not rise."""
        if not all_within(self.rows, n_songs):
            raise ValueError(f"key table {name!r} names rows that are not there")
        if np.any(self.hashes[1:] <= self.hashes[:-1]):
            raise ValueError(f"key table {name!r} has hashes that do not rise")

    def arrays(self, name: str) -> dict[str, AnyArray]:
        """The two arrays under the names a release stores them by."""
        return {f"{name}.hashes": self.hashes, f"{name}.rows": self.rows}

    def row(self, key: str) -> int | None:
        """The row under the hash of a key; the caller checks that the song there has the key."""
        wanted, hashes = hash64(key), self._hashes
        at = bisect_left(hashes, wanted)
        return self.rows.item(at) if at < len(hashes) and hashes[at] == wanted else None

    @cached_property
    def _hashes(self) -> memoryview:
        """For Python's own bisection, which takes half as long as NumPy's of one number."""
        return self.hashes.data


@dataclass(frozen=True, eq=False)
class Resolver:
    """Finds the song a text names; build once, open from arrays.

    Attributes:
        songs: the songs, in row order.
        recordings: canonical keys; of songs that share one the most popular, then the first.
        works: work keys, in the same way.
        titles: keys of works' titles that only one artist, or nobody known, has.
    """

    songs: Songs
    recordings: KeyTable
    works: KeyTable
    titles: KeyTable

    @classmethod
    def build(cls, songs: Songs, popularity: Float32, keys: Keys | None = None) -> "Resolver":
        """Index all songs; ``popularity`` is (n,), any scale, and settles ties."""
        keys = keys or Keys.of(songs)
        artists, recordings, works = keys.artists, keys.recordings, keys.works
        rows = np.argsort(-popularity, kind="stable").tolist()
        owners: dict[str, str] = {}
        shared: set[str] = set()
        for row in rows:
            owner = "" if is_nobody(artists[row]) else artists[row]
            if owners.setdefault(works[row], owner) != owner:
                shared.add(works[row])
        return cls(
            songs,
            KeyTable.of((artists[row] + SEPARATOR + recordings[row], row) for row in rows),
            KeyTable.of((artists[row] + SEPARATOR + works[row], row) for row in rows),
            KeyTable.of((works[row], row) for row in rows if works[row] and works[row] not in shared),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], songs: Songs) -> "Resolver":
        """Open what :meth:`arrays` gave. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        return cls(songs, *(KeyTable.from_arrays(arrays, f"{_NAME}.{name}") for name in _TABLES))

    def check(self) -> None:
        """Read the tables, not the songs. Raises ``ValueError`` where one is not well formed."""
        for name in _TABLES:
            getattr(self, name).check(f"{_NAME}.{name}", len(self.songs))

    def arrays(self) -> dict[str, AnyArray]:
        """The tables, without the songs, under the names a release stores them by."""
        stored: dict[str, AnyArray] = {}
        for name in _TABLES:
            stored |= getattr(self, name).arrays(f"{_NAME}.{name}")
        return stored

    def row(self, text: str) -> int | None:
        """The row a text names, or ``None``.

        Tried in this order, the first that fits wins: the exact id; ``Artist - Title`` by canonical key; the
        same by work key; a title alone, if all songs of that title are by one artist or by nobody known.
        Both names may hold dashes: the first ``MOST_SPLITS`` are tried from the left. A text above
        ``LONGEST`` code points is an exact id or nothing.
        """
        exact = self.songs.ids.row(text)
        if exact is not None or _is_long(text):
            return exact
        pairs = [(artist_key(artist), title) for artist, title in _splits(text)]
        found = self._first(self.recordings, pairs, title_key)
        if found is None:
            found = self._first(self.works, pairs, work_title_key)
        return self._by_title(work_title_key(text)) if found is None else found

    def _first(self, table: KeyTable, pairs: list[tuple[str, str]], key: Callable[[str], str]) -> int | None:
        for artist, title in pairs:
            wanted = key(title)
            row = table.row(artist + SEPARATOR + wanted) if wanted else None
            if (
                row is not None
                and artist_key(self.songs.artist[row]) == artist
                and key(self.songs.title[row]) == wanted
            ):
                return row
        return None

    def _by_title(self, wanted: str) -> int | None:
        row = self.titles.row(wanted) if wanted else None
        return row if row is not None and work_title_key(self.songs.title[row]) == wanted else None


def _is_long(text: str) -> bool:
    return len(text) > LONGEST or len(unicodedata.normalize("NFKC", text)) > LONGEST


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """All (artist, title) a text may mean, the leftmost dash first."""
    for count, dash in enumerate(_DASH.finditer(text)):
        if count == MOST_SPLITS:
            return
        yield text[: dash.start()], text[dash.end() :]
