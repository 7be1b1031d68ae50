"""Points on a circle: what belongs together is seen at a glance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import Float64, Int64
from segue.recommend.clusters import LEAST_SHARE, MOST_CLUSTERS, clustered, silhouette


def at(*degrees: float) -> Float64:
    angles = np.deg2rad(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def scene(n_groups: int, per_group: int, *, seed: int = 0) -> Float64:
    """Groups of points about axes at right angles."""
    axes = np.repeat(np.eye(16)[:n_groups], per_group, axis=0)
    points = axes + 0.1 * np.random.default_rng(seed).standard_normal(axes.shape)
    units: Float64 = points / np.linalg.norm(points, axis=1, keepdims=True)
    return units


def alike(labels: Int64) -> list[list[bool]]:
    same: list[list[bool]] = (labels[:, None] == labels).tolist()
    return same


def test_two_directions_are_two_groups() -> None:
    labels = clustered(at(0, 2, 90, 4, 93), np.ones(5))
    assert alike(labels) == alike(np.array([0, 0, 1, 0, 1]))


@pytest.mark.parametrize("points", [at(10), at(10, 80), at(10, 80, 150), at(0, 1, 2, 3, 4, 5), at(*[7] * 9)])
def test_few_points_and_points_in_one_place_are_one_group(points: Float64) -> None:
    assert clustered(points, np.ones(len(points))).tolist() == [0] * len(points)


def test_points_spread_evenly_are_one_group() -> None:
    generator = np.random.default_rng(1)
    points = generator.standard_normal((60, 40))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    assert clustered(points, np.ones(60)).max() == 0


@pytest.mark.parametrize("n_groups", range(2, MOST_CLUSTERS + 1))
def test_there_are_as_many_groups_as_the_points_show(n_groups: int) -> None:
    labels = clustered(scene(n_groups, 9), np.ones(9 * n_groups))
    assert alike(labels) == alike(np.repeat(np.arange(n_groups), 9))


def test_a_group_of_little_weight_joins_another() -> None:
    points = at(0, 1, 2, 3, 90, 91, 150, 151)
    weights = np.array([5, 5, 5, 5, 5, 5, 0.1, 0.1])
    labels = clustered(points, weights)
    assert alike(labels) == alike(np.array([0, 0, 0, 0, 1, 1, 1, 1]))


def test_beyond_the_heaviest_points_the_others_join_the_nearest_group() -> None:
    points = scene(2, 300)
    labels = clustered(points, np.where(np.arange(600) % 7 == 0, 3.0, 1.0))
    assert alike(labels[:50]) == alike(np.zeros(50, np.int64))
    assert alike(labels) == alike(np.repeat([0, 1], 300))


@given(st.integers(1, 30), st.integers(0, 1000))
def test_groups_are_numbered_without_a_gap_and_none_is_small(n_points: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    points = generator.standard_normal((n_points, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    weights = generator.uniform(0.1, 3, n_points)
    labels = clustered(points, weights)
    assert sorted(set(labels.tolist())) == list(range(labels.max() + 1))
    assert labels.max() < MOST_CLUSTERS
    assert np.bincount(labels, weights).min() >= LEAST_SHARE * weights.sum() - 1e-9


@given(st.integers(0, 1000))
def test_the_silhouette_is_the_mean_over_all_pairs_of_points(seed: int) -> None:
    generator = np.random.default_rng(seed)
    points = generator.standard_normal((12, 4))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2])
    weights = generator.uniform(0.5, 2, 12)
    widths = []
    for i in range(12):
        mean = {}
        for group in range(3):
            others = [j for j in range(12) if labels[j] == group and j != i]
            far = [1 - points[i] @ points[j] for j in others]
            mean[group] = np.average(far, weights=weights[others])
        within = mean.pop(labels[i])
        near = min(mean.values())
        widths.append((near - within) / max(within, near))
    assert silhouette(points @ points.T, weights, labels) == pytest.approx(
        np.average(widths, weights=weights)
    )
