"""How what is shown is spread over the catalogue.

``counts`` is int64 (n,): in how many lists each of the n songs of the catalogue stands.
"""

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.factors.metrics.lists import NO_SONG

CURVE_POINTS = 101


def exposure_counts(lists: Rows, n_songs: int) -> Int64:
    """In how many of the lists (int32 (m, k), −1 for no song) each song stands: int64 (n_songs,)."""
    return np.bincount(lists[lists != NO_SONG], minlength=n_songs)


def coverage(counts: Int64) -> float:
    """The share of the catalogue that stands in somebody's list, 0 … 1; 0 for an empty catalogue."""
    return int(np.count_nonzero(counts)) / max(len(counts), 1)


def gini(counts: Int64) -> float:
    """G = Σᵢ (2i − n − 1) xᵢ / (n Σ x), x ascending, i = 1 … n: 0 all songs alike, → 1 one song is shown.

    0 when nothing is shown.
    """
    n, shown = len(counts), counts.sum()
    if shown == 0:
        return 0.0
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return float(ranks @ np.sort(counts) / (n * shown))


def exposure_curve(counts: Int64) -> Float64:
    """The Lorenz curve: float64 (101,), ascending from 0 to 1.

    Value p is the share of all that is shown that goes to the least shown p % of the catalogue, between
    songs in proportion. The diagonal when nothing is shown.
    """
    at = np.linspace(0, 1, CURVE_POINTS)
    if counts.sum() == 0:
        return at
    shares = np.concatenate([[0.0], np.cumsum(np.sort(counts))]) / counts.sum()
    curve: Float64 = np.interp(at, np.linspace(0, 1, len(shares)), shares)
    return curve
