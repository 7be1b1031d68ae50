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
    best, centres = LEAST_SILHOUETTE, units[:1]
    seeds = _seeds(spoken, weight)
    tried: set[bytes] = set()
    for count in range(2, len(seeds) + 1):
        labels = _grouped(spoken, weight, spoken[seeds[:count]])
        if labels.tobytes() in tried:
            continue
        tried.add(labels.tobytes())
        middles = _middles(spoken, weight, labels)
        if len(middles) > 1 and np.triu(middles @ middles.T, 1).max() < MOST_ALIKE:
            distinct = silhouette(spoken, weight, labels)
            if distinct > best:
                best, centres = distinct, middles
    return _nearest(units, centres)


def silhouette(units: Float64, weights: Float64, labels: Int64) -> float:
    """How much nearer points are to their own group than to the next: −1 … 1 (Rousseeuw 1987).

    The weighted mean of (b − a) / max(a, b), with a the mean cosine distance of a point to the others of its
    group and b to the points of the nearest other group. A point alone counts 0. Mean distances are taken
    from the sums of the groups, exactly: 1 − u · Σ w u / Σ w.

    Args:
        units: float64 (k, d), vectors of length 1.
        weights: float64 (k,), above 0.
        labels: int64 (k,), 0 … c − 1, c at least 2, none without a point.
    """
    own = _own(labels)
    members = own * weights[:, None]
    total = members.sum(axis=0)
    nearness = units @ (members.T @ units).T
    others = total[labels] - weights
    alone = np.bincount(labels)[labels] == 1
    within = (nearness[own] - weights) / np.where(alone, 1, others)
    near, far = 1 - within, np.where(own, np.inf, 1 - nearness / total).min(axis=1)
    widths = np.where(alone, 0, (far - near) / np.maximum(np.maximum(near, far), 1e-12))
    return float(weights @ widths / weights.sum())


def _seeds(units: Float64, weights: Float64) -> list[int]:
    """Points that stand for the others best, one after another."""
    alike = units @ units.T
    seeds: list[int] = []
    covered = np.full(len(units), -1.0)
    for _ in range(min(MOST_CLUSTERS, len(units) // LEAST_POINTS)):
        gain = weights @ np.maximum(alike - covered[:, None], 0)
        gain[seeds] = -1
        seeds.append(int(gain.argmax()))
        covered = np.maximum(covered, alike[seeds[-1]])
    return seeds


def _grouped(units: Float64, weights: Float64, centres: Float64) -> Int64:
    """Points with their nearest centre, until nothing moves; small groups are dissolved, the least first."""
    labels = np.full(len(units), -1)
    total = weights.sum()
    for _ in range(_STEPS + MOST_CLUSTERS):
        nearest = _nearest(units, centres)
        if (nearest == labels).all():
            break
        counts = np.bincount(nearest, minlength=len(centres))
        shares = np.bincount(nearest, weights, len(centres)) / total
        small = (shares < LEAST_SHARE) | (counts < LEAST_POINTS)
        if small.any() and len(centres) > 1:
            keep = np.arange(len(centres)) != np.where(small, shares, np.inf).argmin()
            centres = centres[keep]
            continue
        labels = nearest
        centres = _middles(units, weights, labels)
    return nearest


def _nearest(units: Float64, centres: Float64) -> Int64:
    labels: Int64 = (units @ centres.T).argmax(axis=1)
    return labels


def _middles(units: Float64, weights: Float64, labels: Int64) -> Float64:
    """The direction of each group: float64 (c, d), of length 1."""
    return directions((_own(labels) * weights[:, None]).T @ units)


def _own(labels: Int64) -> Bool:
    """Which group each point is in: bool (k, c)."""
    own: Bool = labels[:, None] == np.arange(labels.max() + 1)
    return own
