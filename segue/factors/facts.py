"""What is known of songs beside their vectors: what filters, blocks and shelves go by."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from segue.base.arrays import AnyArray, Rows
from segue.factors.interactions import Events

_PREFIX = "facts."
_DAY_SECONDS = 86_400


@dataclass(frozen=True, eq=False)
class Facts:
    """One value per song; whatever is not known says so.

    Attributes:
        genre_rows: int32 (n,), songs of one genre share a number; −1 where unknown.
        language_rows: int32 (n,), songs in one language share a number; −1 where unknown.
        years: int16 (n,), of release; 0 where unknown.
        explicit: int8 (n,), 1 for explicit songs, 0 for others; −1 where unknown.
        first_days: int32 (n,), days from 1970-01-01 to the first play by anybody; 0 where unknown.
    """

    genre_rows: Rows
    language_rows: Rows
    years: NDArray[np.int16]
    explicit: NDArray[np.int8]
    first_days: Rows

    @cached_property
    def dated(self) -> bool:
        """Whether the first play of any song is known."""
        return bool(self.first_days.any())

    @classmethod
    def unknown(cls, n_songs: int) -> "Facts":
        """Songs of which nothing is known."""
        nothing = np.full(n_songs, -1, np.int32)
        return cls(
            nothing,
            nothing,
            np.zeros(n_songs, np.int16),
            np.full(n_songs, -1, np.int8),
            np.zeros(n_songs, np.int32),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], n_songs: int) -> "Facts":
        """Open what :meth:`arrays` gave; a fact that the release does not hold is unknown of every song.

        Raises ``ValueError`` for a column that has not one value per song.
        """
        unknown = cls.unknown(n_songs)
        columns = {}
        for field in fields(cls):
            nothing: AnyArray = getattr(unknown, field.name)
            column = np.asarray(arrays.get(_PREFIX + field.name, nothing), nothing.dtype)
            if column.shape != (n_songs,):
                raise ValueError(f"array {_PREFIX + field.name!r} does not have one value per song")
            columns[field.name] = column
        return cls(**columns)

    def arrays(self) -> dict[str, AnyArray]:
        """Every column under the name a release stores it by."""
        return {_PREFIX + field.name: getattr(self, field.name) for field in fields(self)}


def first_days(events: Events) -> Rows:
    """``Facts.first_days`` of the songs of a log: int32 (n,), 0 where a song has no dated play."""
    if events.times is None:
        return np.zeros(events.n_songs, np.int32)
    days = np.full(events.n_songs, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(days, events.song_rows, (events.times // _DAY_SECONDS).astype(np.int32))
    return np.where(days == np.iinfo(np.int32).max, np.int32(0), days)
