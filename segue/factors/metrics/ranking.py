"""Ranking metrics with binary relevance, one value per listener, each in 0 … 1.

``hit`` is bool (m, K): whether the song at each rank is one the listener went on to hear; ranks past the
end of a short ranking are false. ``n_relevant`` is int (m,): how many songs there were to find. A listener
with nothing to find has no value: NaN. A depth ``k`` beyond K counts the missing ranks as misses.
"""

from collections.abc import Callable

import numpy as np

from segue.base.arrays import Bool, Float64, Int64

Measure = Callable[[Bool, Int64, int], Float64]
"""``hit``, ``n_relevant`` and ``k`` → float64 (m,)."""


def recall(hit: Bool, n_relevant: Int64, k: int) -> Float64:
    """Recall@k = |top k ∩ relevant| / |relevant|."""
    return _share(hit[:, :k].sum(axis=1), n_relevant)


def ndcg(hit: Bool, n_relevant: Int64, k: int) -> Float64:
    """nDCG@k = Σ hit / log2(rank + 1) over the same sum with all relevant songs first.

    Järvelin & Kekäläinen 2002, with binary gains.
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.concatenate([[0.0], np.cumsum(discounts)])[np.minimum(n_relevant, k)]
    return _share(hit[:, :k] @ discounts[: hit.shape[1]], ideal)


def average_precision(hit: Bool, n_relevant: Int64, k: int) -> Float64:
    """AP@k = Σ over the hits of the first k of precision at that rank, / |relevant|; its mean is MAP@k.

    As ``trec_eval`` has it: divided by all there was to find, also where that is more than k.
    """
    top = hit[:, :k]
    precision = np.cumsum(top, axis=1) / np.arange(1, top.shape[1] + 1)
    return _share((precision * top).sum(axis=1), n_relevant)


def reciprocal_rank(hit: Bool, n_relevant: Int64, k: int) -> Float64:
    """RR@k = 1 / rank of the first hit, 0 without one in the first k; its mean is MRR."""
    top = hit[:, :k]
    first = np.where(top.any(axis=1), 1 / (1 + top.argmax(axis=1)), 0.0) if top.size else np.zeros(len(hit))
    return np.where(n_relevant > 0, first, np.nan)


def hit_rate(hit: Bool, n_relevant: Int64, k: int) -> Float64:
    """1 with a hit in the first k, else 0; its mean is the share of listeners who find something."""
    return np.where(n_relevant > 0, hit[:, :k].any(axis=1), np.nan)


def _share(part: Float64 | Int64, whole: Float64 | Int64) -> Float64:
    """``part / whole``, NaN where the whole is 0."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)
