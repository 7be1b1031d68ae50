"""Clusters: points that belong together, in as many groups as the points themselves support."""

import numpy as np

from segue.base.arrays import Bool, Float64, Int64
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
    speakers = np.sort(np.argsort(-weights, kind="stable")[:_SPEAKERS])
    spoken, weight = units[speakers], weights[speakers]
    # all that follows asks for cosines of these points; half the time of asking their vectors at every step
    cosines = spoken @ spoken.T
    best, members = LEAST_SILHOUETTE, weight[:, None]
    seeds = _seeds(cosines, weight)
    tried: set[bytes] = set()
    for count in range(2, len(seeds) + 1):
        labels = _grouped(cosines, weight, seeds[:count])
        if labels.tobytes() in tried:
            continue
        tried.add(labels.tobytes())
        own = _own(labels)
        if own.shape[1] > 1:
            spread = own * weight[:, None]
            nearness = cosines @ spread
            if _most_alike(spread.T @ nearness) < MOST_ALIKE:
                distinct = _silhouette(own, weight, nearness, spread.sum(axis=0))
                if distinct > best:
                    best, members = distinct, spread
    if members.shape[1] == 1:
        return np.zeros(len(units), np.int64)
    nearest: Int64 = (units @ directions(members.T @ spoken).T).argmax(axis=1)
    return nearest


def silhouette(cosines: Float64, weights: Float64, labels: Int64) -> float:
    """How much nearer points are to their own group than to the next: −1 … 1 (Rousseeuw 1987).

    The weighted mean of (b − a) / max(a, b), with a the mean cosine distance of a point to the others of its
    group and b to the points of the nearest other group. A point alone counts 0. Mean distances are taken
    from the sums of the groups, exactly: 1 − u · Σ w u / Σ w.

    Args:
        cosines: float64 (k, k), of every point to every other.
        weights: float64 (k,), above 0.
        labels: int64 (k,), 0 … c − 1, c at least 2, none without a point.
    """
    own = _own(labels)
    members = own * weights[:, None]
    return _silhouette(own, weights, cosines @ members, members.sum(axis=0))


def _silhouette(own: Bool, weights: Float64, nearness: Float64, total: Float64) -> float:
    """The same by which group each point is in, Σ w · cosine to each, and Σ w of each."""
    beside = (own @ total) - weights
    alone = (own @ own.sum(axis=0)) == 1
    within = (nearness[own] - weights) / np.where(alone, 1, beside)
    near, far = 1 - within, np.where(own, np.inf, 1 - nearness / total).min(axis=1)
    widths = np.where(alone, 0, (far - near) / np.maximum(np.maximum(near, far), 1e-12))
    return float(weights @ widths / weights.sum())


def _seeds(cosines: Float64, weights: Float64) -> list[int]:
    """Points that stand for the others best, one after another."""
    seeds: list[int] = []
    covered = np.full(len(cosines), -1.0)
    for _ in range(min(MOST_CLUSTERS, len(cosines) // LEAST_POINTS)):
        gain = weights @ np.maximum(cosines - covered[:, None], 0)
        gain[seeds] = -1
        seeds.append(int(gain.argmax()))
        covered = np.maximum(covered, cosines[seeds[-1]])
    return seeds


def _grouped(cosines: Float64, weights: Float64, seeds: list[int]) -> Int64:
    """Points with their nearest centre, until nothing moves; small groups are dissolved, the least first.

    Centres are the seeds at first, then the directions of the groups.
    """
    nearness = cosines[:, seeds]
    numbers, before = np.arange(len(seeds)), b""
    column, least = weights[:, None], LEAST_SHARE * float(weights.sum())
    for _ in range(_STEPS + MOST_CLUSTERS):
        nearest: Int64 = nearness.argmax(axis=1)
        if nearest.tobytes() == before:
            break
        n_groups = nearness.shape[1]
        # six numbers: as lists they are looked at in a third of the time
        sums = np.bincount(nearest, weights, n_groups).tolist()
        sizes = np.bincount(nearest, minlength=n_groups).tolist()
        small = [
            (heavy, number)
            for number, (heavy, size) in enumerate(zip(sums, sizes, strict=True))
            if heavy < least or size < LEAST_POINTS
        ]
        if n_groups > 1 and small:
            nearness = nearness[:, numbers[:n_groups] != min(small)[1]]
            continue
        before = nearest.tobytes()
        members = (nearest[:, None] == numbers[:n_groups]) * column
        nearness = cosines @ members
        lengths = np.sqrt(np.einsum("kc,kc->c", members, nearness))
        nearness /= np.maximum(lengths, 1e-150)  # points that lie opposite may sum to nothing
    return nearest


def _most_alike(products: Float64) -> float:
    """The greatest cosine of two groups' directions, by the inner products of their sums: float64 (c, c)."""
    lengths = np.sqrt(np.maximum(products.diagonal(), 1e-300))
    alike: Float64 = products / lengths / lengths[:, None]
    alike.flat[:: len(alike) + 1] = -1
    return float(alike.max())


def _own(labels: Int64) -> Bool:
    """Which group each point is in: bool (k, c)."""
    own: Bool = labels[:, None] == np.arange(int(labels.max()) + 1)
    return own
