"""Intervals hold what they promise, also where listeners differ."""

import math

import numpy as np
import pytest

from segue.online.intervals import Rate, rate_of
from segue.online.moments import Moments, moments


def of(x: list[float], y: list[float]) -> Rate:
    """The rate of listeners who were shown x and liked y."""
    a, b = np.array(x, np.float64), np.array(y, np.float64)
    sums = [np.array([part.sum()]) for part in (b, a * b, b * b)]
    return rate_of(Moments(len(x), float(a.sum()), float((a * a).sum()), *sums), 0)


def test_a_hand_made_interval() -> None:
    # p = 0.5, Σ(y − p x)² = 2 · (5 − 2.5)² = 12.5, var = 2 · 12.5 / 100: as sure as one song
    rate = of([5, 5], [5, 0])
    assert rate.value == 0.5
    assert rate.low < 0.1
    assert rate.high > 0.9


def test_listeners_who_agree_with_themselves_alone_make_it_less_sure() -> None:
    mixed = of([10.0] * 100, [5.0] * 100)
    torn = of([10.0] * 100, [10.0, 0.0] * 50)
    assert mixed.value == torn.value == 0.5
    assert torn.high - torn.low > 2.5 * (mixed.high - mixed.low)


def test_it_is_never_surer_than_songs_that_have_nothing_to_do_with_each_other() -> None:
    rate = of([10.0] * 1000, [5.0] * 1000)
    assert rate.high - rate.low == pytest.approx(2 * 1.96 * math.sqrt(0.25 / 10_000), rel=0.01)


def test_nothing_liked_is_not_surely_nothing() -> None:
    rate = of([10.0] * 100, [0.0] * 100)
    assert (rate.value, rate.low) == (0.0, 0.0)
    assert 3 / 100 < rate.high < 5 / 100  # every listener counts as one song


def test_of_one_listener_and_of_nobody_nothing_follows() -> None:
    assert of([10], [4]) == Rate(0.4, 0.0, 1.0)
    assert all(map(math.isnan, vars(of([], [])).values()))


def test_moments_of_groups_are_sums_over_listeners() -> None:
    groups = np.array([4, 4, 4, 9])
    listeners = np.array([7, 7, 2, 7])
    values = np.array([[1.0, 0], [1, 1], [0, 1], [1, 0]])
    (four, of_four), (nine, of_nine) = moments(groups, listeners, values)
    assert (four, nine) == (4, 9)
    assert (of_four.n, of_four.x, of_four.xx) == (2, 3, 5)
    assert of_four.y.tolist() == [2, 2]
    assert of_four.xy.tolist() == [4, 3]
    assert of_four.yy.tolist() == [4, 2]
    assert (of_nine.n, of_nine.x) == (1, 1)


@pytest.mark.parametrize(("n", "mean"), [(40, 0.05), (40, 0.3), (300, 0.02)])
def test_nineteen_of_twenty_intervals_hold_the_truth(n: int, mean: float) -> None:
    generator = np.random.default_rng(0)
    held, trials, spread = 0, 1000, 10.0  # each listener has a rate of their own, from a beta distribution
    for _ in range(trials):
        shown = generator.integers(5, 200, n)
        own = generator.beta(mean * spread, (1 - mean) * spread, n)
        came = generator.binomial(shown, own)
        rate = of(shown.tolist(), came.tolist())
        held += rate.low <= mean <= rate.high
    assert 0.91 <= held / trials <= 0.975  # rates this skewed cost a little among few
