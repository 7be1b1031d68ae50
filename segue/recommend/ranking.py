"""An ordered list of songs with their scores and distances."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import NO_ROWS, Bool, Float32, Int64, Rows
from segue.base.membership import contained


@dataclass(frozen=True, eq=False)
class Ranking:
    """Songs, best first; a pool of candidates and a finished answer look the same.

    Attributes:
        rows: int32 (k,), each song once.
        scores: float32 (k,), higher is better; falling where only relevance decides.
        distances: float32 (k,), smaller is nearer; in 0 … 2.
    """

    rows: Rows
    scores: Float32
    distances: Float32

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, positions: Int64 | Bool | slice) -> "Ranking":
        """The songs at the given positions, in the order the positions are given."""
        return Ranking(self.rows[positions], self.scores[positions], self.distances[positions])

    def without(self, rows: Rows) -> "Ranking":
        """This list but for some rows, int32, in any order."""
        return self.at(~contained(self.rows, np.sort(rows)))

    def followed_by(self, other: "Ranking") -> "Ranking":
        """This list, then the songs of ``other`` that it does not hold."""
        fresh = other.without(self.rows)
        return Ranking(
            np.concatenate([self.rows, fresh.rows]),
            np.concatenate([self.scores, fresh.scores]),
            np.concatenate([self.distances, fresh.distances]),
        )


NOTHING = Ranking(NO_ROWS, np.empty(0, np.float32), np.empty(0, np.float32))
"""No songs."""


def joined(rankings: Sequence[Ranking]) -> Ranking:
    """Rankings one after another, as one; none stand for no songs."""
    every = [NOTHING, *rankings]
    return Ranking(
        np.concatenate([ranking.rows for ranking in every]),
        np.concatenate([ranking.scores for ranking in every]),
        np.concatenate([ranking.distances for ranking in every]),
    )
