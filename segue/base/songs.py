"""What is known about each song, as columns: one row per song, in the order of the id map."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.base.arrays import AnyArray, Float32, Rows
from segue.base.ids import IdMap
from segue.base.strings import Strings

TEXT_COLUMNS = ("title", "artist", "album", "genre", "language")
NUMBER_COLUMNS = ("year", "duration_seconds", "explicit")


@dataclass(frozen=True, eq=False)
class Songs:
    """The songs of a log or a release. Every column has ``len(ids)`` rows.

    Attributes:
        ids: song id ↔ row.
        title: as shown; never empty (a song without one shows its id).
        artist: as shown; empty when unknown.
        album: empty when unknown.
        genre: empty when unknown.
        language: lower case, as the log names it; empty when unknown.
        year: int16, 0 when unknown.
        duration_seconds: float32, 0 when unknown.
        explicit: int8, 1 for explicit songs and 0 for others, −1 when unknown.
    """

    ids: IdMap
    title: Strings
    artist: Strings
    album: Strings
    genre: Strings
    language: Strings
    year: NDArray[np.int16]
    duration_seconds: Float32
    explicit: NDArray[np.int8]

    def __post_init__(self) -> None:
        for name in (*TEXT_COLUMNS, *NUMBER_COLUMNS):
            if len(getattr(self, name)) != len(self.ids):
                raise ValueError(f"column {name!r} does not have one row per song")

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "Songs":
        """Open what :meth:`arrays` gave; without languages or ``explicit`` these are unknown of every song.

        Takes the same time whatever the length: only :meth:`check` reads whole columns. Raises ``KeyError``
        or ``ValueError`` for arrays that do not fit.
        """
        ids = IdMap.from_arrays(arrays, "song_ids")
        if "songs.language.offsets" not in arrays:
            arrays = {**arrays, **Strings.blank(len(ids)).arrays("songs.language")}
        if "songs.explicit" not in arrays:
            arrays = {**arrays, "songs.explicit": np.full(len(ids), -1, np.int8)}
        return cls(
            ids,
            title=Strings.from_arrays(arrays, "songs.title"),
            artist=Strings.from_arrays(arrays, "songs.artist"),
            album=Strings.from_arrays(arrays, "songs.album"),
            genre=Strings.from_arrays(arrays, "songs.genre"),
            language=Strings.from_arrays(arrays, "songs.language"),
            year=np.asarray(arrays["songs.year"], np.int16),
            duration_seconds=np.asarray(arrays["songs.duration_seconds"], np.float32),
            explicit=np.asarray(arrays["songs.explicit"], np.int8),
        )

    def check(self) -> None:
        """Read all ids and texts. Raises ``ValueError`` with the column that is not well formed."""
        self.ids.check("song_ids")
        for name in TEXT_COLUMNS:
            getattr(self, name).check(f"songs.{name}")

    def arrays(self) -> dict[str, AnyArray]:
        """All columns under the names a release stores them by."""
        stored: dict[str, AnyArray] = dict(self.ids.arrays("song_ids"))
        for name in TEXT_COLUMNS:
            stored |= getattr(self, name).arrays(f"songs.{name}")
        return stored | {f"songs.{name}": getattr(self, name) for name in NUMBER_COLUMNS}

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Rows) -> "Songs":
        """The given songs, in that order, numbered anew from 0."""
        texts = {name: Strings.of(getattr(self, name).take(rows.tolist())) for name in TEXT_COLUMNS}
        return Songs(
            IdMap.of(self.ids.ids.take(rows.tolist())),
            **texts,
            year=self.year[rows],
            duration_seconds=self.duration_seconds[rows],
            explicit=self.explicit[rows],
        )
