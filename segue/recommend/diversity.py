"""Diversity: maximal marginal relevance, by which songs unlike those already chosen come sooner."""

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot

NEUTRAL_VARIETY = 0.15
"""What unlikeness weighs in the middle of the dial: 1 less λ."""
MOST_VARIETY = 0.6
"""What it weighs at the end."""


def variety_weight(dial: float) -> float:
    """1 − λ, what unlikeness weighs against relevance, evenly from 0 to the default and to the most.

    Args:
        dial: 0 (relevance alone) … 1 (as different as can be).
    """
    if dial <= 0.5:
        return 2 * dial * NEUTRAL_VARIETY
    return NEUTRAL_VARIETY + (2 * dial - 1) * (MOST_VARIETY - NEUTRAL_VARIETY)


class Marginal:
    """The marginal relevance of k candidates: λ · relevance − (1 − λ) · likeness.

    Likeness is the greatest cosine to a song already chosen (Carbonell & Goldstein 1998), by the vectors the
    trainer learned; −1 … 1, a song without a place has 0 to all.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,), the candidates.
        relevance: float32 (k,).
        weight: 1 − λ, in 0 … 1.
    """

    def __init__(self, snapshot: Snapshot, rows: Rows, relevance: Float32, weight: float) -> None:
        self._own = np.float32(1 - weight) * relevance
        self._weight = np.float32(weight)
        self._units = snapshot.space.personal.directions(rows) if weight else None
        self.worth = self._own
        """Float32 (k,): of each candidate as things stand; minus infinity of those chosen."""

    def take(self, position: int) -> None:
        """Count a candidate among those chosen."""
        self._own[position] = -np.inf
        if self._units is None:
            return
        beside = self._own - self._weight * (self._units @ self._units[position])
        # what is most like lowers most, so the least of these is what the greatest likeness leaves
        self.worth = beside if self.worth is self._own else np.minimum(self.worth, beside)
