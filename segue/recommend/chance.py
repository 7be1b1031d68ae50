"""Chance without a generator: every draw is a hash, the same on every worker, process and day."""

import numpy as np

from segue.base.arrays import Float64, Rows
from segue.base.ids import hash64
from segue.recommend.ranking import Ranking

_SEPARATOR = "\x1f"


def uniforms(rows: Rows, *key: str) -> Float64:
    """One number in (0, 1) per row, float64 (k,), a fixed function of the key and the row alone.

    SplitMix64's finaliser (Steele, Lea & Flood 2014) over the row and a hash of the key.
    """
    mixed = rows.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(hash64(_SEPARATOR.join(key)))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def shuffled(pool: Ranking, spread: float, *key: str) -> Ranking:
    """Reorder a pool by chance: a song at rank r is drawn with weight (r + 1)^(−1 / spread).

    Drawing without replacement by the Gumbel-max trick. ``spread`` above 0; towards 0 keeps the order.
    """
    noise = -np.log(-np.log(uniforms(pool.rows, *key)))
    keys = spread * noise - np.log(np.arange(1, len(pool) + 1))
    return pool.at(np.lexsort((pool.rows, -keys)))
