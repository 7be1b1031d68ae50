"""Random draws that are the same on every machine and with every numpy.

numpy promises a fixed stream only for the raw words of a bit generator (NEP 19), not for the distributions of
``Generator``; and exp, log and float sums differ in their last bit between processors. So everything here is
made from raw PCG64 words, by integer arithmetic and the operations IEEE 754 rounds exactly: + − × ÷ √.
"""

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.base.hashing import hash64, unit

T = TypeVar("T")


class Draws:
    """A stream of draws of its own for each purpose, so that a change in one leaves the others as they were.

    Args:
        seed: Of the world, 0 or more.
        purpose: Names the stream.
    """

    def __init__(self, seed: int, purpose: str) -> None:
        self._words = np.random.PCG64(np.random.SeedSequence([seed, hash64(purpose)]))

    def unit(self, size: int) -> Float64:
        """float64 (size,), uniform in [0, 1), in steps of 2⁻⁵³."""
        return unit(self._words.random_raw(size))

    def bell(self, size: int) -> Float64:
        """float64 (size,), mean 0, deviation 1, within ±3.47: a sum of four uniform draws (Irwin-Hall)."""
        total = self.unit(size) + self.unit(size) + self.unit(size) + self.unit(size)
        return (total - 2.0) * math.sqrt(3.0)

    def below(self, bounds: int | Int64, size: int) -> Int64:
        """int64 (size,), uniform in 0 … bound − 1. Bounds (one, or one each) lie between 1 and 2⁵³."""
        return np.floor(self.unit(size) * bounds).astype(np.int64)

    def weighted(self, weights: Int64, size: int) -> Rows:
        """int32 (size,): places in ``weights`` (int64 (n,), sum below 2⁵³), in proportion to them."""
        return self.weighted_in(weights[None, :], np.zeros(size, np.int32))

    def weighted_in(self, weights: Int64, rows: Rows) -> Rows:
        """int32 (k,): for each of ``rows``, a column of that row of ``weights`` in proportion to its weights.

        Args:
            weights: int64 (m, n), 0 or more, no row drawn from all zero, the sum of all below 2⁵³.
            rows: int32 (k,), rows of ``weights``.
        """
        cumulative = np.cumsum(weights)
        ends = cumulative[weights.shape[1] - 1 :: weights.shape[1]]
        starts = np.concatenate([[0], ends[:-1]])
        targets = starts[rows] + self.below((ends - starts)[rows], len(rows))
        found = np.searchsorted(cumulative, targets, side="right")
        columns: Rows = (found - rows.astype(np.int64) * weights.shape[1]).astype(np.int32)
        return columns

    def order(self, size: int) -> Rows:
        """int32 (size,): the numbers 0 … size − 1, shuffled."""
        return np.argsort(self._words.random_raw(size), kind="stable").astype(np.int32)

    def number(self, bound: int) -> int:
        """One number in 0 … bound − 1."""
        return (self._words.random_raw() >> 11) * bound >> 53

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return (self._words.random_raw() >> 11) * 2.0**-53 < probability

    def one_of(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely. Raises ``ValueError`` when there are none."""
        if not choices:
            raise ValueError("nothing to choose from")
        return choices[self.number(len(choices))]


def shares(weights: Int64, total: int) -> Int64:
    """int64 (n,): ``total`` dealt out in proportion to integer weights, exactly, by cumulative rounding."""
    cumulative = np.cumsum(weights)
    dealt: Int64 = np.diff(cumulative * total // cumulative[-1], prepend=0)
    return dealt


def power_law(ranks: Int64) -> Float64:
    """rank^(−3/4), float64, for ranks from 1: two square roots instead of a power."""
    exact = ranks.astype(np.float64)
    return 1.0 / np.sqrt(exact * np.sqrt(exact))


def nearness(distance: Float64, width: float) -> Float64:
    """1 / (1 + (distance / width)²), float64 in (0, 1]: a bell with long arms, without exp."""
    scaled = distance / width
    return 1.0 / (1.0 + scaled * scaled)
