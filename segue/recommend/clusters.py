"""Clusters: points that belong together, in as many groups as the points themselves support."""

from typing import NamedTuple

import numpy as np

from segue.base.arrays import AnyArray, Float64, Int64
from segue.factors.directions import directions

MOST_CLUSTERS = 6
LEAST_SHARE = 0.1
"""The part of the weight below which a group is dissolved."""
LEAST_POINTS = 2
LEAST_SILHOUETTE = 0.2
"""How distinct groups must be to be told apart; measured in docs/recommending/shelves.md."""
MOST_ALIKE = 0.8
"""The cosine of two groups' directions above which they are one, however distinct."""

_SPEAKERS = 200
_STEPS = 10


def clustered(units: Float64, weights: Float64) -> Int64:
    """The group of each point: int64 (k,), 0 … c − 1, c between 1 and :data:`MOST_CLUSTERS`.

    Spherical k-means (Dhillon & Modha 2001) from the points that the BUILD step of PAM picks (Kaufman &
    Rousseeuw 1990, chapter 2), so that nothing is drawn by chance. Of every number of groups the one of
    greatest mean silhouette is taken, and a single group where none reaches :data:`LEAST_SILHOUETTE`. Of many
    points the heaviest 200 form the groups, equal ones by place, and the others join the nearest.

    Args:
        units: float64 (k, d), vectors of length 1.
        weights: float64 (k,), above 0.
    """
    if len(units) > _SPEAKERS:
        speakers = np.sort(np.argsort(-weights, kind="stable")[:_SPEAKERS])
        spoken, weight = units[speakers], weights[speakers]
        labels = clustered(spoken, weight)
        members = _members(labels, weight, int(labels.max()) + 1)
        nearest: Int64 = (units @ directions(members.T @ spoken).T).argmax(axis=1)
        return nearest
    # all that follows asks for cosines of these points; half the time of asking their vectors at every step
    cosines = units @ units.T
    best, labels = LEAST_SILHOUETTE, np.zeros(len(units), np.int64)
    seeds = _seeds(cosines, weights)
    tried: set[bytes] = set()
    for count in range(2, len(seeds) + 1):
        groups = _grouped(cosines, weights, seeds[:count])
        key = groups.labels.tobytes()
        if key not in tried:
            tried.add(key)
            if groups.most_alike < MOST_ALIKE:
                distinct = _silhouette(groups, weights)
                if distinct > best:
                    best, labels = distinct, groups.labels
    return labels


class _Groups(NamedTuple):
    """Points in groups.

    Attributes:
        labels: int64 (k,), 0 … c − 1, the group of each point.
        weights: float64 (c,), of each group.
        nearness: float64 (k, c), of each point to the sum of each group: Σ weight · cosine.
        products: float64 (c, c), of the sums of groups with each other.
        lengths: float64 (c,), of the sums.
    """

    labels: Int64
    weights: Float64
    nearness: Float64
    products: Float64
    lengths: Float64

    @classmethod
    def of(cls, labels: Int64, cosines: Float64, weights: Float64, total: AnyArray) -> "_Groups":
        """``weights`` are those of points, and ``total`` those of groups."""
        members = _members(labels, weights, len(total))
        nearness = cosines @ members
        products = members.T @ nearness
        # points that lie opposite may sum to nothing
        return cls(labels, total, nearness, products, np.sqrt(np.maximum(products.diagonal(), 1e-300)))

    @property
    def most_alike(self) -> float:
        """The greatest cosine of two groups' directions; 1 for a single group."""
        if len(self.lengths) == 1:
            return 1.0
        alike: Float64 = self.products / self.lengths / self.lengths[:, None]
        alike.flat[:: len(alike) + 1] = -1
        return float(alike.max())


def silhouette(cosines: Float64, weights: Float64, labels: Int64) -> float:
    """How much nearer points are to their own group than to the next: −1 … 1 (Rousseeuw 1987).

    The weighted mean of (b − a) / max(a, b), with a the mean cosine distance of a point to the others of its
    group and b to the points of the nearest other group. Mean distances are taken from the sums of the
    groups, exactly: 1 − u · Σ w u / Σ w.

    Args:
        cosines: float64 (k, k), of every point to every other.
        weights: float64 (k,), above 0.
        labels: int64 (k,), 0 … c − 1, c at least 2, each group of at least two points.
    """
    return _silhouette(_Groups.of(labels, cosines, weights, np.bincount(labels, weights)), weights)


def _silhouette(groups: _Groups, weights: Float64) -> float:
    """The same of groups at hand."""
    place = np.arange(len(weights)), groups.labels
    near = 1 - (groups.nearness[place] - weights) / (groups.weights[groups.labels] - weights)
    others = groups.nearness / groups.weights
    others[place] = -np.inf
    far = 1 - others.max(axis=1)
    widths = (far - near) / np.maximum(np.maximum(near, far), 1e-12)
    return float(weights @ widths / groups.weights.sum())


def _seeds(cosines: Float64, weights: Float64) -> list[int]:
    """Points that stand for the others best, one after another."""
    seeds: list[int] = []
    covered = np.full(len(cosines), -1.0)
    nearer = np.empty_like(cosines)
    for _ in range(min(MOST_CLUSTERS, len(cosines) // LEAST_POINTS)):
        # by rows, the matrix being symmetric
        gain = np.maximum(np.subtract(cosines, covered, out=nearer), 0, out=nearer) @ weights
        gain[seeds] = -1
        seeds.append(int(gain.argmax()))
        covered = np.maximum(covered, cosines[seeds[-1]])
    return seeds


def _grouped(cosines: Float64, weights: Float64, seeds: list[int]) -> _Groups:
    """Points with their nearest centre, until nothing moves; small groups are dissolved, the least first.

    Centres are the seeds at first, then the directions of the groups.
    """
    nearness, before = cosines[:, seeds], b""
    least = LEAST_SHARE * float(weights.sum())
    groups: _Groups  # fewer can be dissolved than there are steps
    for _ in range(_STEPS + MOST_CLUSTERS):
        nearest: Int64 = nearness.argmax(axis=1)
        if nearest.tobytes() == before:
            break
        n_groups = nearness.shape[1]
        total = np.bincount(nearest, weights, n_groups)
        # six numbers: as lists they are looked at in a third of the time
        sizes = np.bincount(nearest, minlength=n_groups).tolist()
        small = [
            (heavy, number)
            for number, (heavy, size) in enumerate(zip(total.tolist(), sizes, strict=True))
            if heavy < least or size < LEAST_POINTS
        ]
        if n_groups > 1 and small:
            nearness = nearness[:, np.arange(n_groups) != min(small)[1]]
            continue
        before = nearest.tobytes()
        groups = _Groups.of(nearest, cosines, weights, total)
        nearness = groups.nearness / groups.lengths
    return groups


def _members(labels: Int64, weights: Float64, n_groups: int) -> Float64:
    """The weight of each point in its own group, 0 in others: float64 (k, c)."""
    members = np.zeros((len(labels), n_groups))
    members[np.arange(len(labels)), labels] = weights
    return members
