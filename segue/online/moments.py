"""Sums over listeners, from which a rate and how sure it is follow. Blocks of accounts add up."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Float64, Int64


@dataclass(frozen=True, eq=False)
class Moments:
    """Of n listeners: with how much was shown to each, x, and what came of it, y, in m ways.

    Attributes:
        n: listeners.
        x: Σ x.
        xx: Σ x².
        y: float64 (m,), Σ y.
        xy: float64 (m,), Σ xy.
        yy: float64 (m,), Σ y².
    """

    n: float
    x: float
    xx: float
    y: Float64
    xy: Float64
    yy: Float64

    def __add__(self, other: "Moments") -> "Moments":
        """Of these listeners and those, none of whom is among both."""
        return Moments(
            self.n + other.n,
            self.x + other.x,
            self.xx + other.xx,
            self.y + other.y,
            self.xy + other.xy,
            self.yy + other.yy,
        )


def moments(groups: Int64, listeners: Int64, values: Float64) -> Iterator[tuple[int, Moments]]:
    """The moments of each group, in order of its number.

    Args:
        groups: int64 (k,), 0 or more: the group of each thing shown.
        listeners: int64 (k,), 0 or more: to whom it was shown.
        values: float64 (k, m), what came of it; x is how many things a listener was shown.
    """
    if not len(groups):
        return
    n_listeners = int(listeners.max()) + 1
    pairs, of_pair = np.unique(groups * n_listeners + listeners, return_inverse=True)
    x = np.bincount(of_pair).astype(np.float64)
    y = _sums(of_pair, values)
    found, of_group = np.unique(pairs // n_listeners, return_inverse=True)
    n = np.bincount(of_group)
    of_x = _sums(of_group, np.stack([x, x * x], axis=1))
    of_y = [_sums(of_group, part) for part in (y, x[:, None] * y, y * y)]
    for row, group in enumerate(found.tolist()):
        sums = [part[row] for part in of_y]
        yield group, Moments(float(n[row]), *of_x[row].tolist(), *sums)


def _sums(groups: Int64, values: Float64) -> Float64:
    """The sum of each column within each group: float64 (g, m)."""
    return np.stack([np.bincount(groups, weights=column) for column in values.T], axis=1)
