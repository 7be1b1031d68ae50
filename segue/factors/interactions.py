"""What listeners played, as arrays: single events, and pairs joined by listener."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from segue.base.arrays import Bool, Float32, Int64, Rows


@dataclass(frozen=True, eq=False)
class Interactions:
    """Unique (listener, song) pairs in CSR form: listener ``u`` owns ``indptr[u]:indptr[u + 1]``.

    Attributes:
        indptr: int64 (n_users + 1,).
        song_rows: int32 (nnz,), ascending within a listener, each once.
        weights: float32 (nnz,), above 0: plays, or whatever the log counts.
        n_songs: how many songs there are; rows lie in 0 … n_songs − 1.
    """

    indptr: Int64
    song_rows: Rows
    weights: Float32
    n_songs: int

    @property
    def n_users(self) -> int:
        """How many listeners there are, those without a pair included."""
        return len(self.indptr) - 1

    def __len__(self) -> int:
        return len(self.song_rows)

    @cached_property
    def user_rows(self) -> Rows:
        """int32 (nnz,): the listener of each pair."""
        return np.repeat(np.arange(self.n_users, dtype=np.int32), np.diff(self.indptr))

    @cached_property
    def song_counts(self) -> Int64:
        """int64 (n_songs,): how many listeners each song has."""
        return np.bincount(self.song_rows, minlength=self.n_songs)

    def of(self, user_row: int) -> tuple[Rows, Float32]:
        """The songs and weights of one listener; two empty arrays when there are none."""
        span = slice(self.indptr[user_row], self.indptr[user_row + 1])
        return self.song_rows[span], self.weights[span]

    def take(self, user_rows: Rows) -> "Interactions":
        """The given listeners, in that order, numbered anew from 0."""
        sizes = np.diff(self.indptr)[user_rows]
        indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        starts = self.indptr[user_rows]
        picked = np.arange(indptr[-1]) + np.repeat(starts - indptr[:-1], sizes)
        return Interactions(indptr, self.song_rows[picked], self.weights[picked], self.n_songs)

    def where(self, mask: Bool) -> "Interactions":
        """The pairs at which ``mask`` (bool, (nnz,)) is true; every listener keeps a row."""
        indptr = np.zeros(self.n_users + 1, np.int64)
        np.cumsum(np.bincount(self.user_rows[mask], minlength=self.n_users), out=indptr[1:])
        return Interactions(indptr, self.song_rows[mask], self.weights[mask], self.n_songs)

    def evenly(self, most: int) -> Rows:
        """int32 (k,), k ≤ ``most``: listeners evenly spread over all rows; all where there are no more."""
        return np.linspace(0, self.n_users - 1, min(most, self.n_users)).astype(np.int32)

    def drawn_places(self, seed: int) -> Int64:
        """int64 (nnz,): the place of each pair, from 0, in a drawn order of its listener's songs."""
        draws = np.random.default_rng(seed).random(len(self))
        order = np.lexsort((draws, self.user_rows))
        places = np.empty(len(self), np.int64)
        places[order] = np.arange(len(self)) - self.indptr[self.user_rows]
        return places

    def as_seeds(self) -> "Interactions":
        """The same pairs, each with the weight of a seed: 1."""
        return Interactions(self.indptr, self.song_rows, np.ones_like(self.weights), self.n_songs)

    def with_songs(self, rows: Rows, n_songs: int) -> "Interactions":
        """Number songs anew: ``rows`` int32 (n_songs,) gives each its new row, −1 to leave it out.

        Two songs may become one; their weights are added.
        """
        kept = rows[self.song_rows] >= 0
        users, songs = self.user_rows[kept], rows[self.song_rows[kept]]
        return Events(users, songs, self.weights[kept], None, self.n_users, n_songs).combine()


@dataclass(frozen=True, eq=False)
class Events:
    """Single rows of a listening log; a pair may recur.

    Attributes:
        user_rows: int32 (n,).
        song_rows: int32 (n,).
        weights: float32 (n,), above 0: the plays or rating that row states.
        times: int64 (n,), seconds since 1970 UTC; ``None`` for a log without dates.
        n_users: rows of listeners lie in 0 … n_users − 1.
        n_songs: rows of songs lie in 0 … n_songs − 1.
    """

    user_rows: Rows
    song_rows: Rows
    weights: Float32
    times: Int64 | None
    n_users: int
    n_songs: int

    def __len__(self) -> int:
        return len(self.user_rows)

    def where(self, mask: Bool) -> "Events":
        """The events at which ``mask`` (bool, (n,)) is true; listeners and songs keep their rows."""
        times = None if self.times is None else self.times[mask]
        return Events(
            self.user_rows[mask], self.song_rows[mask], self.weights[mask], times, self.n_users, self.n_songs
        )

    def combine(self) -> Interactions:
        """Join equal pairs into one whose weight is the sum of theirs."""
        width = max(self.n_songs, 1)
        keys = self.user_rows.astype(np.int64) * width + self.song_rows
        pairs, weights = keys, self.weights
        if not (keys[1:] > keys[:-1]).all():  # pairs renumbered are in order, and spared the sort
            pairs, inverse = np.unique(keys, return_inverse=True)
            weights = np.bincount(inverse, self.weights, len(pairs)).astype(np.float32)
        users, songs = np.divmod(pairs, width)
        indptr = np.zeros(self.n_users + 1, np.int64)
        np.cumsum(np.bincount(users, minlength=self.n_users), out=indptr[1:])
        return Interactions(indptr, songs.astype(np.int32), weights, self.n_songs)
