"""Ranking metrics with binary relevance, one value per listener.

``hits`` is bool (m, K): whether the song at each rank is one the listener went on to hear; ranks past the
end of a short ranking are false. ``n_relevant`` is int (m,): how many songs there were to find. A listener
with nothing to find has no value: NaN.
"""

import numpy as np

from segue.base.arrays import Bool, Float64, Int64, Rows
from segue.factors.interactions import Interactions


def hits(rankings: list[Rows], truth: Interactions, depth: int) -> Bool:
    """Mark the relevant ranks: bool (m, depth); ``truth`` holds the songs to find of the same m listeners."""
    marked = np.zeros((len(rankings), depth), np.bool_)
    for row, ranking in enumerate(rankings):
        top = ranking[:depth]
        marked[row, : len(top)] = np.isin(top, truth.of(row)[0])
    return marked


def recall(hit: Bool, n_relevant: Int64, k: int) -> Float64:
    """Recall@k = |top k ∩ relevant| / |relevant|, in 0 … 1."""
    found = hit[:, :k].sum(axis=1)
    return np.where(n_relevant > 0, found / np.maximum(n_relevant, 1), np.nan)


def ndcg(hit: Bool, n_relevant: Int64, k: int) -> Float64:
    """nDCG@k = Σ hit / log2(rank + 1) over the same sum with all relevant songs first, in 0 … 1.

    Järvelin & Kekäläinen 2002, with binary gains.
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.concatenate([[0.0], np.cumsum(discounts)])[np.minimum(n_relevant, k)]
    gained = hit[:, :k] @ discounts[: hit.shape[1]]
    return np.where(n_relevant > 0, gained / np.where(ideal > 0, ideal, 1), np.nan)


def coverage(rankings: list[Rows], n_songs: int, k: int) -> float:
    """Coverage@k: the share of the catalogue that stands in somebody's top k, in 0 … 1."""
    shown = np.concatenate([ranking[:k] for ranking in rankings]) if rankings else np.empty(0, np.int32)
    return len(np.unique(shown)) / n_songs if n_songs else 0.0


def bootstrap_interval(values: Float64, *, seed: int, resamples: int = 1000) -> tuple[float, float]:
    """95 % percentile interval of the mean over listeners (Efron 1979); NaN values are left out.

    Two NaN when there is no value. For a paired comparison pass the differences.
    """
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return float("nan"), float("nan")
    generator = np.random.default_rng(seed)
    means = np.array([known[generator.integers(0, len(known), len(known))].mean() for _ in range(resamples)])
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
