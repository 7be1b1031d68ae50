"""How sure a rate is, where what a listener does with one song says something of the next."""

import math
from dataclasses import dataclass

from segue.online.moments import Moments

_Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


@dataclass(frozen=True)
class Rate:
    """A share of what was shown, or a mean of values in 0 … 1, with its 95 % interval; NaN of nothing."""

    value: float
    low: float
    high: float


def rate_of(moments: Moments, column: int) -> Rate:
    """The ratio Σy / Σx of one column, with an interval for which listeners, not songs, are independent.

    Its variance is that of a ratio of sums over listeners, n / (n − 1) · Σ (yᵢ − p xᵢ)² / (Σ xᵢ)² (Cochran
    1977, "Sampling Techniques", section 6.4; for rates of experiments Deng, Knoblich & Lu 2018, "Applying the
    Delta Method in Metric Analytics"). It says how many independent songs would be as sure, p (1 − p) / var,
    and those go into Wilson's interval (1927), which stays within 0 … 1 and does not shrink to a point where
    nothing or everything was liked (Franco, Little, Louis & Slud 2019, "Comparative Study of Confidence
    Intervals for Proportions in Complex Sample Surveys"); there every listener counts as one song. It is
    never surer than songs that have nothing to do with each other. Of one listener nothing follows: 0 … 1.
    """
    n, x, y = moments.n, moments.x, float(moments.y[column])
    if x == 0:
        return Rate(math.nan, math.nan, math.nan)
    p = y / x
    if n < 2:
        return Rate(p, 0.0, 1.0)
    squares = float(moments.yy[column]) - 2 * p * float(moments.xy[column]) + p * p * moments.xx
    variance = n / (n - 1) * max(squares, 0.0) / x**2
    independent = min(p * (1 - p) / variance, x) if variance > 0 else x
    if p in {0, 1}:
        independent = n
    return Rate(p, *_wilson(p, independent, _quantile(n - 1)))


def _wilson(p: float, n: float, z: float) -> tuple[float, float]:
    """The interval of p out of n: all rates from which p is no more than z standard errors away."""
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half))  # p is in it, rounding or not


def _quantile(freedom: float) -> float:
    """The 97.5 % quantile of Student's t, nearly (Abramowitz & Stegun 1964, 26.7.5); 2 degrees at least."""
    z, v = _Z, max(freedom, 2.0)
    return z + (z**3 + z) / (4 * v) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
