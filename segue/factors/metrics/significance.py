"""How sure a mean over listeners is, and a difference between two systems on the same listeners."""

import numpy as np

from segue.base.arrays import Float64

RESAMPLES = 1000
SIGN_FLIPS = 10_000
_BLOCK_DRAWS = 5_000_000
"""Random draws held at once (40 MB)."""


def bootstrap_intervals(values: Float64, *, seed: int, resamples: int = RESAMPLES) -> Float64:
    """95 % percentile intervals of column means over listeners (Efron 1979): float64 (c, 2), low and high.

    All columns are resampled together, so columns of the same listeners stay paired. NaN is no value; a
    column without any has NaN for both.

    Args:
        values: float64 (m, c), one row per listener.
        seed: of the draws.
        resamples: how many times m listeners are drawn with replacement.
    """
    known = ~np.isnan(values)
    m = len(values)
    if m == 0:
        return np.full((values.shape[1], 2), np.nan)
    stacked = np.hstack([np.where(known, values, 0.0), known])
    generator = np.random.default_rng(seed)
    means = np.empty((resamples, values.shape[1]))
    block = max(1, _BLOCK_DRAWS // m)
    for start in range(0, resamples, block):
        count = min(block, resamples - start)
        drawn = generator.integers(0, m, (count, m)) + m * np.arange(count)[:, None]
        # how often each listener was drawn; a matrix product then sums all columns of all resamples
        times = np.bincount(drawn.ravel(), minlength=count * m).reshape(count, m).astype(np.float64)
        sums, sizes = np.hsplit(times @ stacked, 2)
        means[start : start + count] = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.nan)
    intervals = np.full((values.shape[1], 2), np.nan)
    measured = known.any(axis=0)
    intervals[measured] = np.nanpercentile(means[:, measured], [2.5, 97.5], axis=0).T
    return intervals


def bootstrap_interval(values: Float64, *, seed: int, resamples: int = RESAMPLES) -> tuple[float, float]:
    """95 % interval of the mean of values (m,), NaN left out; two NaN when there is no value.

    For a paired comparison pass the differences.
    """
    known = values[~np.isnan(values)]
    low, high = bootstrap_intervals(known[:, None], seed=seed, resamples=resamples)[0]
    return float(low), float(high)


def paired_p_value(differences: Float64, *, seed: int, flips: int = SIGN_FLIPS) -> float:
    """Fisher's randomisation test that two systems are alike: two-sided p, in 1 / (flips + 1) … 1.

    Were they alike, each listener's difference could as well have had the other sign. p is the share of
    random sign flips whose mean is at least as far from 0 as the one seen, the seen one counted in (Smucker,
    Allan & Carterette 2007, who recommend it over Wilcoxon's and the sign test). 1 without any difference.

    Args:
        differences: float64 (m,), one system's value minus the other's; NaN is left out.
        seed: of the flips.
        flips: how many.
    """
    known = differences[~np.isnan(differences)]
    known = known[known != 0]
    if len(known) == 0:
        return 1.0
    seen, generator = abs(known.sum()), np.random.default_rng(seed)
    n_bytes = -(-len(known) // 8)
    as_far = 0
    block = max(1, _BLOCK_DRAWS // len(known))
    for start in range(0, flips, block):
        count = min(block, flips - start)
        bits = np.frombuffer(generator.bytes(count * n_bytes), np.uint8).reshape(count, n_bytes)
        flipped = np.unpackbits(bits, axis=1, count=len(known))
        # Σ ±d = Σ d − 2 Σ over the flipped ones; the tolerance lets equal sums be equal
        sums = known.sum() - 2 * (flipped @ known)
        as_far += int((np.abs(sums) >= seen * (1 - 1e-12)).sum())
    return (as_far + 1) / (flips + 1)
