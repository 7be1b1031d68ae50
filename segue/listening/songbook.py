"""What a log says about its songs, the first word that is not empty for each."""

from collections import Counter
from collections.abc import Sequence
from typing import Generic, TypeVar

import numpy as np

from segue.base.arrays import AnyArray, Bool, Rows
from segue.listening.cleaning import LABELS, Facts
from segue.listening.values.texts import Fault
from segue.listening.values.truths import Truth

Value = TypeVar("Value", str, int, float)


class FirstKnown(Generic[Value]):
    """One column: for each song row the first value that was known.

    Args:
        unknown: What stands where nothing is known.

    Attributes:
        values: n values, ``unknown`` where none is known.
        known: bool (n,), where one is.
    """

    def __init__(self, unknown: Value) -> None:
        self._unknown: Value = unknown
        self.known: Bool = np.zeros(0, bool)
        self.values: list[Value] = []

    def grow(self, n_songs: int) -> None:
        """Make room for rows 0 … n_songs − 1."""
        missing = n_songs - len(self.values)
        self.known = np.concatenate([self.known, np.zeros(missing, bool)])
        self.values.extend([self._unknown] * missing)

    def open_rows(self, song_rows: Rows, usable: Bool) -> tuple[Rows, Rows]:
        """Songs still without a value that a batch has one for, and where in the batch it stands first."""
        candidates = np.flatnonzero(usable & ~self.known[song_rows])
        songs, first = np.unique(song_rows[candidates], return_index=True)
        return songs, candidates[first].astype(np.int32)

    def put(self, songs: Rows, values: Sequence[Value]) -> None:
        """Give each of the songs its value."""
        self.known[songs] = True
        for song, value in zip(songs.tolist(), values, strict=True):
            self.values[song] = value

    def overlay(self, other: "FirstKnown[Value]") -> None:
        """Replace values by those ``other`` knows."""
        songs = np.flatnonzero(other.known).astype(np.int32)
        self.put(songs, [other.values[row] for row in songs.tolist()])

    def rearrange(self, old_rows: Rows, new_rows: Rows, n_songs: int) -> None:
        """Move the values of ``old_rows``, in that order, to ``new_rows``; the first known one stays."""
        moved = FirstKnown(self._unknown)
        moved.grow(n_songs)
        songs, places = moved.open_rows(new_rows, self.known[old_rows])
        moved.put(songs, [self.values[row] for row in old_rows[places].tolist()])
        self.known, self.values = moved.known, moved.values


class Songbook:
    """The columns of songs while a log is read.

    Attributes:
        unread: cells that say something, but nothing that is understood, by column; their songs go without.
    """

    def __init__(self) -> None:
        self.labels: dict[str, FirstKnown[str]] = {name: FirstKnown("") for name in LABELS}
        self.years = FirstKnown(0)
        self.durations = FirstKnown(0.0)
        self.explicit = FirstKnown(-1)
        self.built = FirstKnown(0)
        self.unread: Counter[str] = Counter()

    @property
    def columns(self) -> list[FirstKnown[str] | FirstKnown[int] | FirstKnown[float]]:
        """Every column."""
        return [*self.labels.values(), self.years, self.durations, self.explicit, self.built]

    @property
    def n_described(self) -> int:
        """Of how many songs anything is known."""
        return int(np.logical_or.reduce([column.known for column in self.columns]).sum())

    def learn(self, song_rows: Rows, facts: Facts, built: Bool, n_songs: int) -> None:
        """Take in what the rows of a batch say.

        Args:
            song_rows: (n,), in 0 … n_songs − 1.
            facts: n rows.
            built: bool (n,), whether the song's id was built from artist and title.
            n_songs: songs known by now.
        """
        for column in self.columns:
            column.grow(n_songs)
        for name, texts in facts.labels.items():
            label = self.labels[name]
            songs, places = label.open_rows(song_rows, texts.row_faults == Fault.NONE)
            label.put(songs, texts.values.take(texts.codes[places]).to_pylist())
        _learn_numbers(self.years, song_rows, facts.years)
        _learn_numbers(self.durations, song_rows, facts.durations)
        _learn_numbers(self.explicit, song_rows, facts.explicit, above=Truth.UNKNOWN)
        _learn_numbers(self.built, song_rows, built)
        self.unread["explicit"] += int((facts.explicit == Truth.NOT_UNDERSTOOD).sum())
        self.unread["language"] += int((facts.labels["language"].row_faults > Fault.EMPTY).sum())

    def overlay(self, other: "Songbook") -> None:
        """Take what ``other`` knows over what stands here; ``other`` has no more rows."""
        for name, column in self.labels.items():
            column.overlay(other.labels[name])
        self.years.overlay(other.years)
        self.durations.overlay(other.durations)
        self.explicit.overlay(other.explicit)
        self.unread += other.unread

    def rearrange(self, old_rows: Rows, new_rows: Rows, n_songs: int) -> None:
        """See :meth:`FirstKnown.rearrange`."""
        for column in self.columns:
            column.rearrange(old_rows, new_rows, n_songs)


def _learn_numbers(
    column: FirstKnown[int] | FirstKnown[float], song_rows: Rows, numbers: AnyArray, *, above: int = 0
) -> None:
    songs, places = column.open_rows(song_rows, numbers > above)
    column.put(songs, numbers[places].tolist())
