"""Chance without a generator: every draw is a hash, the same on every worker, process and day."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from segue.base.arrays import Float64, Int64, Rows, UInt64
from segue.base.hashing import GOLDEN, hash64, mix64, unit
from segue.recommend.ranking import Ranking

_SEPARATOR = "\x1f"


def uniforms(rows: Rows, *key: str) -> Float64:
    """One number in (0, 1) per row, float64 (k,), a fixed function of the key and the row alone."""
    return _drawn(rows, np.uint64(_number(key)))


def shuffled(pool: Ranking, spread: float, *key: str) -> Ranking:
    """Reorder a pool by chance: a song at rank r is drawn with weight (r + 1)^(−1 / spread).

    Drawing without replacement by the Gumbel-max trick. ``spread`` above 0; towards 0 keeps the order.
    """
    return pool.at(shuffles([pool.rows], [spread], [key])[0])


def shuffles(pools: Sequence[Rows], spreads: Sequence[float], keys: Sequence[tuple[str, ...]]) -> list[Int64]:
    """In which order :func:`shuffled` puts each of several pools, drawn at once: places, int64 (k,)."""
    sizes = np.array([len(pool) for pool in pools])
    numbers = np.array([_number(key) for key in keys], np.uint64).repeat(sizes)
    late = np.log(-np.log(_drawn(np.concatenate(pools), numbers)))
    late *= np.array(spreads).repeat(sizes)
    late += np.concatenate([_log_places(len(pool)) for pool in pools])
    ends = sizes.cumsum().tolist()
    return [late[end - len(pool) : end].argsort(kind="stable") for pool, end in zip(pools, ends, strict=True)]


def _drawn(rows: Rows, numbers: UInt64 | np.uint64) -> Float64:
    return unit(mix64(rows.astype(np.uint64) * GOLDEN + numbers)) + 2.0**-54


def _number(key: tuple[str, ...]) -> int:
    return hash64(_SEPARATOR.join(key))


@lru_cache(64)
def _log_places(size: int) -> Float64:
    """The logarithm of the places 1 … size."""
    return np.log(np.arange(1, size + 1))
