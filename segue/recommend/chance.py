"""Chance without a generator: every draw is a hash, the same on every worker, process and day."""

import numpy as np

from segue.base.arrays import Float64, Rows
from segue.base.hashing import GOLDEN, hash64, mix64, unit
from segue.recommend.ranking import Ranking

_SEPARATOR = "\x1f"


def uniforms(rows: Rows, *key: str) -> Float64:
    """One number in (0, 1) per row, float64 (k,), a fixed function of the key and the row alone."""
    mixed = mix64(rows.astype(np.uint64) * GOLDEN + np.uint64(hash64(_SEPARATOR.join(key))))
    return unit(mixed) + 2.0**-54


def shuffled(pool: Ranking, spread: float, *key: str) -> Ranking:
    """Reorder a pool by chance: a song at rank r is drawn with weight (r + 1)^(−1 / spread).

    Drawing without replacement by the Gumbel-max trick. ``spread`` above 0; towards 0 keeps the order.
    """
    noise = -np.log(-np.log(uniforms(pool.rows, *key)))
    keys = spread * noise - np.log(np.arange(1, len(pool) + 1))
    return pool.at(np.argsort(-keys, kind="stable"))
