"""How well known the songs shown are. One value per list; NaN for an empty one."""

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.factors.metrics.lists import NO_SONG


def novelty(lists: Rows, popularity: Int64, n_listeners: int) -> Float64:
    """Mean of −log2(listeners of the song / all listeners), in bits: float64 (m,), from 0 up.

    Zhou, Kuscsik, Liu, Medo, Wakeling & Zhang 2010, "surprisal". A song nobody has heard counts as one that
    a single listener has.

    Args:
        lists: int32 (m, k), −1 for no song.
        popularity: int64 (n,), listeners per song.
        n_listeners: all listeners.
    """
    shares = np.maximum(popularity, 1) / max(n_listeners, 1)
    return _mean_over(lists, -np.log2(shares))


def popularity_percentile(lists: Rows, popularity: Int64) -> Float64:
    """Mean popularity percentile of the songs of each list (m,), 0 … 1; a random list is near 0.5."""
    return _mean_over(lists, percentiles(popularity))


def percentiles(popularity: Int64) -> Float64:
    """The share of the catalogue with fewer listeners than each song, and half of that with as many: (n,)."""
    _, places, counts = np.unique(popularity, return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    middles: Float64 = (below + counts / 2) / max(len(popularity), 1)
    return middles[places]


def _mean_over(lists: Rows, values: Float64) -> Float64:
    present = lists != NO_SONG
    sizes = present.sum(axis=1)
    sums = np.where(present, values[lists], 0.0).sum(axis=1)
    return np.where(sizes > 0, sums / np.maximum(sizes, 1), np.nan)
