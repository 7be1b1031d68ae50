"""Discovery: a dial from what is known and near to what few know and is far."""

import numpy as np

from segue.base.arrays import Float32, Float64, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.ranking import Ranking

NEUTRAL = 0.5
"""Where the dial leaves relevance alone."""
STRENGTH = 0.5
"""What being known, or unknown, weighs against relevance at the ends of the dial; relevance weighs 1."""
DEPTH = 5
"""How many times as deep candidates reach at the ends."""


def depth(dial: float) -> float:
    """How many times as many candidates a dial calls for: 1 in the middle, :data:`DEPTH` at the ends."""
    return 1 + (DEPTH - 1) * abs(2 * dial - 1)


def obscurity(dial: float) -> float:
    """How far down the order of popularity a newcomer's songs begin: 0 up to the middle, a half at 1."""
    return max(0.0, dial - NEUTRAL)


def tilted(snapshot: Snapshot, pool: Ranking, relevance: Float32, dial: float, known: Rows) -> Float32:
    """Relevance, raised for songs that are known and near or for those that are not: float32 (k,).

    relevance + :data:`STRENGTH` · (1 − 2 · dial) · familiarity. At 0.5 relevance itself.

    Args:
        snapshot: where the songs come from.
        pool: k candidates.
        relevance: float32 (k,).
        dial: 0 (what is known and near) … 1 (what few know and is far).
        known: int32, songs of the listener.
    """
    if dial == NEUTRAL or len(pool) == 0:
        return relevance
    lean = STRENGTH * (1 - 2 * dial)
    raised: Float32 = (relevance + lean * familiarity(snapshot, pool.rows, known)).astype(np.float32)
    return raised


def familiarity(snapshot: Snapshot, rows: Rows, known: Rows) -> Float64:
    """How likely songs are known, among themselves: float64 (k,), 0 … 1.

    The mean of two: the share of these songs with fewer listeners, and whether the artist is one of the
    listener's. Popularity counts by rank alone, so that catalogues of any shape are treated alike.
    """
    popularity = _shares_below(snapshot.popularity[rows])
    by_known = np.isin(snapshot.artist_rows[rows], snapshot.artist_rows[known])
    return (popularity + by_known) / 2


def _shares_below(values: Float32) -> Float64:
    below = np.searchsorted(np.sort(values), values, side="left")
    return below / max(len(values) - 1, 1)
