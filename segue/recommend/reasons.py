"""Reasons: how a score splits over the listener's songs, and where a song would stand without one of them."""

from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Float32, Float64, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import listener_split, listener_vector
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener


@dataclass(frozen=True)
class Reason:
    """One share of a score.

    Attributes:
        song: the row it comes from; ``None`` for all that is not named.
        share: in the units of the score; below 0 where the song speaks against.
    """

    song: int | None
    share: float


@dataclass(frozen=True, eq=False)
class Shares:
    """How the scores of a few songs split; each row of ``parts`` and its ``rest`` sum to one score.

    Attributes:
        rows: int32 (r,), the songs explained.
        songs: int32 (k,), the songs their scores come from, each once.
        parts: float64 (r, k), what each of ``songs`` brings to each of ``rows``.
        rest: float64 (r,), what none of ``songs`` brings: how well a song does with everybody.
    """

    rows: Rows
    songs: Rows
    parts: Float64
    rest: Float64

    @property
    def scores(self) -> Float64:
        """The scores that are split: float64 (r,)."""
        summed: Float64 = self.parts.sum(axis=1) + self.rest
        return summed

    def reasons(self, position: int, most: int, *, against: bool = False) -> list[Reason]:
        """Up to ``most`` songs that speak for song ``rows[position]``, and one reason for all the rest.

        The largest share first, equal ones by row; the rest, with song ``None``, always last. Together they
        are the score. With ``against`` songs that speak against it are named as well, the weightiest of all.
        """
        parts = self.parts[position]
        weighty = np.lexsort((self.songs, -np.abs(parts)))
        named = weighty[parts[weighty] != 0 if against else parts[weighty] > 0][:most]
        rest = self.rest[position] + np.delete(parts, named).sum()
        ordered = named[np.lexsort((self.songs[named], -parts[named]))]
        reasons = [Reason(int(self.songs[place]), float(parts[place])) for place in ordered]
        return [*reasons, Reason(None, float(rest))]


def shares(snapshot: Snapshot, listener: Listener, rows: Rows) -> Shares | None:
    """How the listener's scores of some songs split over the listener's own songs, those avoided included.

    The sums are the scores x · v of :func:`listener_vector` but for rounding. ``None`` for a listener who has
    no vector, and so no scores.
    """
    if listener_vector(snapshot, listener) is None:
        return None
    songs, split = listener_split(snapshot, listener)
    brought = snapshot.space.item_vectors[rows].astype(np.float64) @ split.T
    return Shares(rows, songs, brought[:, :-1], brought[:, -1])


def rank(snapshot: Snapshot, listener: Listener, eligible: Eligible, row: int) -> int:
    """Where a song stands among the eligible ones by the listener's scores, the best at 1; equal ones by row.

    The song itself need not be eligible: then it is where it would stand.
    """
    scores = _scores(snapshot, listener)
    ahead = scores > scores[row]
    ahead[:row] |= scores[:row] == scores[row]
    return 1 + int((ahead & eligible.mask).sum())


def _scores(snapshot: Snapshot, listener: Listener) -> Float32:
    """float32 (n,): x · v, or how many listeners a song has for those without a vector."""
    vector = listener_vector(snapshot, listener)
    return snapshot.popularity if vector is None else snapshot.space.item_vectors @ vector
