from itertools import product

import numpy as np
import pytest
from scipy import stats

from segue.factors import metrics


def test_the_interval_holds_the_mean_and_is_the_same_for_the_same_seed() -> None:
    values = np.random.default_rng(1).random(200)
    low, high = metrics.bootstrap_interval(values, seed=5)
    assert low < values.mean() < high
    assert (low, high) == metrics.bootstrap_interval(values, seed=5)
    assert (low, high) != metrics.bootstrap_interval(values, seed=6)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / np.sqrt(200), rel=0.15)


def test_no_value_has_no_interval() -> None:
    assert np.isnan(metrics.bootstrap_interval(np.array([np.nan]), seed=0)).all()
    assert np.isnan(metrics.bootstrap_interval(np.array([]), seed=0)).all()


def test_columns_are_resampled_together() -> None:
    values = np.random.default_rng(2).random(100)
    intervals = metrics.bootstrap_intervals(np.column_stack([values, values + 1]), seed=0)
    assert intervals[1] == pytest.approx(intervals[0] + 1)


def test_a_column_leaves_out_who_has_no_value() -> None:
    values = np.random.default_rng(3).random(400)
    half = np.where(np.arange(400) % 2, values, np.nan)
    (low, high), nothing = metrics.bootstrap_intervals(np.column_stack([half, np.full(400, np.nan)]), seed=0)
    assert low < values[1::2].mean() < high
    assert high - low == pytest.approx(2 * 1.96 * values[1::2].std() / np.sqrt(200), rel=0.15)
    assert np.isnan(nothing).all()


def test_a_single_value_is_its_own_interval() -> None:
    column = np.array([0.3, *[np.nan] * 50])
    assert metrics.bootstrap_intervals(column[:, None], seed=0)[0].tolist() == [0.3, 0.3]


def test_p_is_the_share_of_sign_flips_as_far_from_zero() -> None:
    differences = np.array([0.3, 0.1, -0.2, 0.5, 0.4, 0.25, -0.05, 0.6, 0.02, 0.33])
    flips = np.array(list(product([-1, 1], repeat=10))) @ differences
    exact = np.mean(np.abs(flips) >= differences.sum() - 1e-9)
    assert metrics.paired_p_value(differences, seed=0) == pytest.approx(exact, abs=0.01)


def test_p_agrees_with_scipy() -> None:
    differences = np.random.default_rng(4).normal(0.1, 0.6, 150)
    theirs = stats.permutation_test(
        (differences, np.zeros(150)),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        n_resamples=9999,
        rng=np.random.default_rng(0),
    )
    assert 0.001 < theirs.pvalue < 0.2
    assert metrics.paired_p_value(differences, seed=0) == pytest.approx(theirs.pvalue, abs=0.01)


def test_p_is_the_same_whichever_system_comes_first_and_for_the_same_seed() -> None:
    differences = np.random.default_rng(5).normal(0.05, 1, 99)
    assert metrics.paired_p_value(differences, seed=1) == metrics.paired_p_value(differences, seed=1)
    assert metrics.paired_p_value(-differences, seed=1) == metrics.paired_p_value(differences, seed=1)


def test_equal_systems_are_not_told_apart_and_unequal_ones_surely() -> None:
    assert metrics.paired_p_value(np.zeros(9), seed=0) == 1.0
    assert metrics.paired_p_value(np.array([np.nan]), seed=0) == 1.0
    assert metrics.paired_p_value(np.full(100, 0.01), seed=0) == pytest.approx(1 / 10_001)


def test_p_is_evenly_spread_where_there_is_no_difference() -> None:
    generator = np.random.default_rng(6)
    values = [metrics.paired_p_value(generator.normal(0, 1, 40), seed=k, flips=500) for k in range(300)]
    assert stats.kstest(values, "uniform").pvalue > 0.01
