"""Kinds of listeners: what a population is made of, and which songs each part of it is likely to know."""

from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Float64, Rows
from segue.factors.directions import directions
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.snapshot import Snapshot

ANCHORS = 256
"""Popular songs that stand for kinds of listeners where a release knows no clusters of them."""
SHARPNESS = 3.0
"""How much likelier such a kind is to know songs near its own; see docs/recommending/onboarding.md."""
MOST_KNOWN = 0.5
"""The share of listeners taken to know the most popular song, where only counts are known."""
_HIGHEST, _LOWEST = 0.9, 1e-6
"""No share is certain: one answer never rules a kind out."""


@dataclass(frozen=True, eq=False)
class Kinds:
    """C kinds of listeners.

    Attributes:
        prior: float64 (C,), how common each is; sum 1.
        shares: float64 (k, C), above 0 and below 1: how many of each kind know each of k songs.
    """

    prior: Float64
    shares: Float64


def kinds_of(snapshot: Snapshot, rows: Rows) -> Kinds:
    """The kinds a release tells apart, and what they know of some songs.

    Where the release has clusters of listeners they are the kinds, each with the shares its listeners had in
    the log. Elsewhere each of the most popular songs stands for those who play it.

    Args:
        snapshot: one release.
        rows: int32 (k,), the songs asked about.
    """
    clusters = snapshot.space.fold_in
    if isinstance(clusters, FewSignalsFoldIn) and len(clusters.centroids) > 1:
        return _clusters(snapshot, clusters.dimensions, rows)
    return _anchors(snapshot, rows)


def _clusters(snapshot: Snapshot, dimensions: int, rows: Rows) -> Kinds:
    """Item vectors end with a song's share in each cluster and among all: see ``few_signals``."""
    known = snapshot.space.item_vectors[:, dimensions:]
    # What all listeners know is the mean of what the clusters know, weighted by their sizes.
    popular = known[snapshot.popular[: 8 * known.shape[1]]].astype(np.float64)
    sizes = np.linalg.lstsq(popular[:, :-1], popular[:, -1], rcond=None)[0]
    return Kinds(_normalised(np.maximum(sizes, 0)), _bounded(known[rows, :-1].astype(np.float64)))


def _anchors(snapshot: Snapshot, rows: Rows) -> Kinds:
    """A song's share among all, spread over the anchors by how near they lie: exp(t cos), mean 1."""
    anchors = snapshot.popular[:ANCHORS]
    vectors = snapshot.space.personal.item_vectors
    songs, known = (directions(vectors[of].astype(np.float64)) for of in (rows, anchors))
    cosines = songs @ known.T
    near = np.exp(SHARPNESS * cosines)
    popularity = snapshot.popularity.astype(np.float64)
    prior = _normalised(popularity[anchors])
    overall = MOST_KNOWN * popularity[rows] / max(float(popularity[anchors[:1]].max(initial=0)), 1.0)
    return Kinds(prior, _bounded(overall[:, None] * near / (near @ prior)[:, None]))


def _normalised(weights: Float64) -> Float64:
    total = weights.sum()
    even: Float64 = np.full(len(weights), 1 / max(len(weights), 1))
    return weights / total if total > 0 else even


def _bounded(shares: Float64) -> Float64:
    clipped: Float64 = np.clip(shares, _LOWEST, _HIGHEST)
    return clipped
