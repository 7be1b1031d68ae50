"""Which columns of a log mean what: by option, by name, or not at all."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from segue.base.errors import DataError
from segue.base.logging import clean
from segue.listening.formats import synonyms
from segue.listening.values.dates import read_moments
from segue.listening.values.parts import UNREADABLE


@dataclass(frozen=True)
class ColumnMap:
    """Columns named by the operator; they win over what a name suggests. ``None``: find it by its name.

    Attributes:
        user: the listener.
        song: the id of the song.
        count: plays, or a rating; above 0, larger is better.
        time: when it was heard.
        title: of the song.
        artist: of the song.
        album: of the song.
        year: of the song's release, or its date.
        genre: of the song.
        duration: of the song, in seconds or milliseconds.
        explicit: whether the song is; true or false, 1 or 0, yes or no.
        language: the song is sung in.
    """

    user: str | None = None
    song: str | None = None
    count: str | None = None
    time: str | None = None
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    year: str | None = None
    genre: str | None = None
    duration: str | None = None
    explicit: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class FactColumns:
    """Positions of what a table says about songs; ``None`` where it has no such column.

    Attributes:
        title: of the song.
        artist: of the song.
        album: of the song.
        genre: of the song.
        year: of the song's release, or its date.
        duration: of the song.
        explicit: whether the song is.
        language: of the song.
        duration_is_milliseconds: whether the name of that column says so.
    """

    title: int | None = None
    artist: int | None = None
    album: int | None = None
    genre: int | None = None
    year: int | None = None
    duration: int | None = None
    explicit: int | None = None
    language: int | None = None
    duration_is_milliseconds: bool = False

    @property
    def places(self) -> dict[str, int]:
        """Every column in use: field → position."""
        names = ("title", "artist", "album", "genre", "year", "duration", "explicit", "language")
        return _in_use(self, names)


@dataclass(frozen=True)
class Layout:
    """Positions of the columns of a log; ``None`` where it has no such column.

    Attributes:
        user: the listener.
        song: the song's own id; ``None`` where the id is ``Artist - Title``.
        count: plays or rating; every row counts 1 where there is no such column.
        time: date, date and time, or seconds.
        clock: time of day beside a date.
        facts: what it says about songs.
        builds_missing_ids: whether a row with an empty song id gets ``Artist - Title``.
    """

    user: int
    song: int | None
    count: int | None
    time: int | None
    clock: int | None
    facts: FactColumns
    builds_missing_ids: bool = False

    @property
    def places(self) -> dict[str, int]:
        """Every column in use: field → position."""
        return _in_use(self, ("user", "song", "count", "time", "clock")) | self.facts.places

    def named(self, header: Sequence[str]) -> dict[str, str]:
        """Every column in use: field → name in the header."""
        return {name: clean(header[place]) for name, place in self.places.items()}

    def unused(self, header: Sequence[str]) -> list[str]:
        """The columns of ``header`` that are not in use, in order; those without a name are left out."""
        used = set(self.places.values())
        return [name for place, name in enumerate(header) if place not in used and plain(name)]


def _in_use(columns: FactColumns | Layout, names: Sequence[str]) -> dict[str, int]:
    places = {name: getattr(columns, name) for name in names}
    return {name: place for name, place in places.items() if place is not None}


class Header:
    """The columns of a table, found by name in any spelling: only letters and digits count, in any case.

    Args:
        table_name: The file's name, for messages.
        names: The columns, in order; of equal names the first is found.

    Attributes:
        table_name: as given.
        names: as given.
    """

    def __init__(self, table_name: str, names: Sequence[str]) -> None:
        self.table_name = table_name
        self.names = names
        self._places: dict[str, int] = {}
        for place, name in enumerate(names):
            self._places.setdefault(plain(name), place)

    def find(self, synonyms: Iterable[str]) -> int | None:
        """The column whose name is the first possible of ``synonyms`` (each in plain spelling)."""
        return next((self._places[name] for name in synonyms if name and name in self._places), None)

    def place_of(self, name: str) -> int | None:
        """The column of exactly this name, else of this name in plain spelling."""
        return self.names.index(name) if name in self.names else self._places.get(plain(name))

    def pick(self, field: str, chosen: str | None, synonyms: Iterable[str]) -> int | None:
        """The column the operator chose for ``field``, else the one found. ``DataError`` if not there."""
        if chosen is None:
            return self.find(synonyms)
        place = self.place_of(chosen)
        if place is None:
            raise DataError(
                f"{self.table_name} has no column '{clean(chosen)}', which --{field}-column names; "
                f"it has {self.listed()}."
            )
        return place

    def require(self, field: str, what: str, place: int | None) -> int:
        """``place``, or ``DataError`` saying what is missing, what was found and which option helps."""
        if place is not None:
            return place
        missing = f"{self.table_name} has no column that names the {what}; it has {self.listed()}"
        if self.looks_like_row():
            raise DataError(
                f"{missing}, which looks like a row: add a first line of names such as "
                "user,artist,track,date (a log of one listener can't be learned from)."
            )
        raise DataError(f"{missing}: say which one it is with --{field}-column.")

    def looks_like_row(self) -> bool:
        """Whether no name is a known one and some are numbers or dates: a table without its header."""
        if synonyms.KNOWN & self._places.keys() - {""}:
            return False
        return bool((read_moments(pa.array(self.names, pa.string())) != UNREADABLE).any())

    def strangers(self, used: Iterable[int]) -> list[str]:
        """The columns beside ``used`` whose names say nothing of what they hold."""
        places = set(used)
        return [
            name
            for place, name in enumerate(self.names)
            if place not in places and plain(name) not in synonyms.KNOWN
        ]

    def name(self, place: int) -> str:
        """The plain spelling of a column's name."""
        return plain(self.names[place])

    def listed(self) -> str:
        """The first columns, as a message shows them."""
        return listed(self.names, most=12)


def listed(names: Sequence[str], *, most: int) -> str:
    """Names of columns as a message shows them: at most so many, each of at most 40 characters."""
    shown = ", ".join(f"'{clean(name)[:40]}'" for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def plain(name: str) -> str:
    """A column's name as synonyms are written: lower case, letters and digits only."""
    return re.sub(r"[\W_]+", "", name.casefold())
