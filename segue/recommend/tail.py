"""The tail of a queue: the songs just before the next one, and what they say about it."""

from collections.abc import Mapping

import numpy as np

from segue.base.arrays import Float32, Float64, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.reach import Reach
from segue.recommend.rules import ARTIST_SHARE, Rule, gap_of, leanings, most_of

TAIL = 10
"""How many songs are looked back at; an artist's share is that of so many in a row."""

_AHEAD = 24
"""Of how many songs more the vectors are read at once: of ten songs, four pages in five look no further."""
_GRID = 2.0**26
_LEAST = 2.0**-200
"""Shorter than any vector but zero; so that it may divide."""


class Tail:
    """How like the last songs are to those in reach.

    Attributes:
        origin: the first place that was asked for; likeness is known from there on.
    """

    def __init__(self, snapshot: Snapshot, reach: Reach, tail: Rows) -> None:
        self.origin = -1
        self._vectors = snapshot.space.personal.item_vectors
        self._reach = reach
        self._tail = tail
        self._count = len(tail)
        self._songs = np.zeros((TAIL, self._vectors.shape[1]))
        self._places = self._songs[:0]
        self._likeness = np.empty((TAIL, 0))
        self._greatest = self._likeness[0]
        self._lists: tuple[list[float], list[float]] | None = None

    def likeness(self, place: int) -> tuple[list[float], list[float]]:
        """The cosine to the last song, and the greatest one, of every place from the origin to ``place``."""
        if place >= self.origin + len(self._places):
            self._look(place)
        if self._lists is None:
            if self._count:
                self._lists = self._likeness[(self._count - 1) % TAIL].tolist(), self._greatest.tolist()
            else:
                none = [0.0] * len(self._places)
                self._lists = none, none
        return self._lists

    def take(self, place: int) -> None:
        """Count a song, of a place that likeness was asked for, among the last ones."""
        slot = self._count % TAIL
        song = self._places[place - self.origin]
        self._songs[slot] = song
        self._likeness[slot] = likeness = self._places.dot(song)
        self._count += 1
        self._greatest = (
            np.maximum(self._greatest, likeness) if self._count <= TAIL else self._likeness.max(axis=0)
        )
        self._lists = likeness.tolist(), self._greatest.tolist()

    def _look(self, place: int) -> None:
        """Read the vectors of some more songs, and before the first of those of the tail."""
        known, tail = len(self._places), self._tail.tolist() if self.origin < 0 else []
        if known == 0:
            self.origin = place
        start = self.origin + known
        rows = self._reach.rows[start : max(place + 1, start + _AHEAD)]
        directions = _exact_directions(self._vectors[tail + rows])
        self._songs[: len(tail)] = directions[: len(tail)]
        found = directions[len(tail) :]
        likeness = np.empty((TAIL, len(found)))
        used = min(self._count, TAIL)
        np.dot(self._songs[:used], found.T, out=likeness[:used])
        if known:
            found = np.concatenate([self._places, found])
            likeness = np.concatenate([self._likeness, likeness], axis=1)
        self._places, self._likeness = found, likeness
        # below any cosine where there is no song
        self._greatest = likeness[0] if used == 1 else likeness[:used].max(axis=0, initial=-2)
        self._lists = None


def _exact_directions(vectors: Float32) -> Float64:
    """Vectors at length 1, zeros where they are zero, whose products are exact: float64 (k, d).

    Coordinates are whole multiples of 2⁻²⁶, so the sum of products of two is one of 2⁻⁵², and as no part of
    it is much above 1 a float64 holds it all. A product of matrices then gives the same in whatever order it
    sums; else a song's rounding would depend on its place, and the queue on its pages.
    """
    exact = vectors.astype(np.float64)
    lengths = np.sqrt(np.vecdot(exact, exact))
    np.maximum(lengths, _LEAST, out=lengths)
    exact *= (_GRID / lengths)[:, None]
    np.rint(exact, out=exact)
    exact *= 1 / _GRID
    return exact


class ArtistRules:
    """The rules about artists, over the ``TAIL`` − 1 songs before the next.

    Attributes:
        full: artists who have their share.
    """

    def __init__(self, snapshot: Snapshot, artists: Mapping[int, int], tail: Rows) -> None:
        shares = leanings(artists, sitting=True)
        self._most, self._gap = most_of(ARTIST_SHARE, TAIL), gap_of(ARTIST_SHARE)
        self._most_of = {artist: most_of(share, TAIL) for artist, share in shares.items()}
        self._gap_of = {artist: gap_of(share) for artist, share in shares.items()}
        self._recent: list[int] = []
        self._plays: dict[int, int] = {}
        self.full: set[int] = set()
        for artist in snapshot.artist_rows[tail].tolist():
            self.take(artist)

    def near(self) -> set[int]:
        """Artists between whose songs too few would stand."""
        gap, gaps = self._gap, self._gap_of
        last = self._recent[-gap:] if gap else []
        if not gaps:
            return set(last)
        return {artist for ago, artist in enumerate(reversed(last)) if ago < gaps.get(artist, gap)}

    def barred(self) -> set[int]:
        """Artists who may not come next."""
        near = self.near()
        near |= self.full
        return near

    def broken_by(self, artist: int) -> frozenset[Rule]:
        """The rules that a song by an artist would break."""
        rules = (Rule.ARTIST_SHARE, self.full), (Rule.ARTIST_GAP, self.near())
        return frozenset(rule for rule, artists in rules if artist in artists)

    def take(self, artist: int) -> None:
        """Count a song."""
        plays, most = self._plays, self._most_of
        self._recent.append(artist)
        count = plays[artist] = plays.get(artist, 0) + 1
        if count >= (most.get(artist, self._most) if most else self._most):
            self.full.add(artist)
        if len(self._recent) == TAIL:
            oldest = self._recent.pop(0)
            count = plays[oldest] = plays[oldest] - 1
            if count < most.get(oldest, self._most):
                self.full.discard(oldest)
