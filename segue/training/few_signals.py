"""Learning how much a listener's own taste counts, by how many songs of theirs are known.

The clusters are those of spherical k-means (Dhillon & Modha 2001) over the vectors of training listeners.
"""

from dataclasses import dataclass
from itertools import pairwise

import faiss
import numpy as np

from segue.base.arrays import Float32, Float64, Int64, Rows
from segue.base.progress import SILENT, Progress, Task
from segue.factors import metrics
from segue.factors.directions import directions
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.top_k import top_k

CLUSTERS = 32
LISTENERS_PER_CLUSTER = 20
"""Fewer clusters are made of a log that has not this many listeners for each."""
SHARPNESS = 16.0
KNOWN = (1, 2, 3, 5, 10, 20, 50, 100)
"""Numbers of known songs a weight is learned for; between two the weight of the higher one holds."""
WEIGHTS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)
VALIDATION_LISTENERS = 500
_SMOOTHING = 20.0
"""Listeners of average taste added to each cluster, so that a small one does not shout."""
_ITERATIONS = 10
_BLOCK_LISTENERS = 10_000
_DEPTH = 20


@dataclass(frozen=True, eq=False)
class Clusters:
    """Training listeners in groups.

    Attributes:
        centroids: float32 (C, d), of unit length.
        popularity: float32 (n, C), 0 … 1: the smoothed share of a cluster's listeners who know a song.
        overall: float32 (n,), 0 … 1: the share of all listeners who do.
        scale: above 0; popularity times this varies over songs as scores of a unit listener do.
    """

    centroids: Float32
    popularity: Float32
    overall: Float32
    scale: float


def cluster(space: ItemSpace, pairs: Interactions, *, seed: int) -> Clusters:
    """Group the listeners a model learned from.

    Args:
        space: what the trainer learned, n songs.
        pairs: its listeners over the same songs.
        seed: of the first centroids.
    """
    n_clusters = max(1, min(CLUSTERS, pairs.n_users // LISTENERS_PER_CLUSTER))
    units = np.concatenate([_units(space, pairs.take(block)) for block in _blocks(pairs.n_users)])
    kmeans = faiss.Kmeans(
        space.dimensions, n_clusters, niter=_ITERATIONS, spherical=True, seed=seed % 2**31, verbose=False
    )
    kmeans.cp.min_points_per_centroid = 1  # small logs have few; faiss would warn on standard output
    kmeans.train(units)
    centroids = np.ascontiguousarray(kmeans.centroids, np.float32)
    nearest = np.concatenate(
        [(units[block] @ centroids.T).argmax(axis=1) for block in _blocks(len(units))]
    ).astype(np.int64)
    overall = (pairs.song_counts / max(pairs.n_users, 1)).astype(np.float32)
    popularity = _popularity(nearest, n_clusters, overall, pairs)
    sample = units[pairs.evenly(VALIDATION_LISTENERS)]
    spread = float((sample @ space.item_vectors.T).std(axis=1).mean())
    spread_of_clusters = float(popularity.std(axis=0).mean())
    return Clusters(
        centroids,
        popularity,
        overall,
        spread / spread_of_clusters if spread > 0 and spread_of_clusters > 0 else 1.0,
    )


def with_few_signals(
    space: ItemSpace, pairs: Interactions, weights: Float32 | None, *, seed: int
) -> ItemSpace:
    """The space blended with clusters of the listeners it learned from; as it is without weights."""
    return space if weights is None else blended(space, cluster(space, pairs, seed=seed), weights)


def blended(space: ItemSpace, clusters: Clusters, weights: Float32) -> ItemSpace:
    """The space with the clusters' popularity appended; ``weights`` is float32 (K,), w_k before scaling."""
    fold_in = FewSignalsFoldIn(
        space.fold_in,
        clusters.centroids,
        (weights * clusters.scale).astype(np.float32),
        SHARPNESS,
    )
    appended = [clusters.popularity, clusters.overall[:, None]]
    return ItemSpace(np.hstack([space.item_vectors, *appended]), fold_in)


def learn_weights(
    space: ItemSpace,
    clusters: Clusters,
    history: Interactions,
    truth: Interactions,
    *,
    seed: int,
    progress: Progress = SILENT,
) -> Float32:
    """The weight w_k of best nDCG@20 for each number k of known songs, never rising with k.

    Args:
        space: of a model that has not seen these listeners.
        clusters: of the same model.
        history: m listeners' known songs; at most :data:`VALIDATION_LISTENERS` of them count.
        truth: the same listeners' songs to be found.
        seed: which songs of a history are known first.
        progress: where to show how far it is.

    Returns:
        float32 (KNOWN[-1] + 1,), from :data:`WEIGHTS`; ties go to the lower.
    """
    chosen = history.evenly(VALIDATION_LISTENERS)
    history, truth = history.take(chosen).as_seeds(), truth.take(chosen)
    places = history.drawn_places(seed)
    learned = np.zeros(KNOWN[-1] + 1, np.float32)
    ceiling = max(WEIGHTS)
    with progress.task("weighing few signals", total=len(KNOWN)) as task:
        for lower, known in pairwise((0, *KNOWN)):
            values = _values(space, clusters, history.where(places < known), truth)
            allowed = [weight for weight in WEIGHTS if weight <= ceiling]
            ceiling = allowed[int(np.argmax(values[: len(allowed)]))]
            learned[lower + 1 : known + 1] = ceiling
            _tell(task, known, ceiling)
    return learned


def _values(space: ItemSpace, clusters: Clusters, history: Interactions, truth: Interactions) -> Float64:
    """nDCG@20 of each of :data:`WEIGHTS`: float64 (len(WEIGHTS),)."""
    listeners = blended(space, clusters, np.ones(2, np.float32)).listeners(history)
    own = listeners[:, : space.dimensions] @ space.item_vectors.T
    shared = listeners[:, space.dimensions : -1] @ clusters.popularity.T
    known = history.user_rows, history.song_rows
    values = np.empty(len(WEIGHTS))
    for at, weight in enumerate(WEIGHTS):
        scores = own + np.float32(weight) * shared
        scores[known] = -np.inf
        lists = metrics.padded((top_k(row, _DEPTH) for row in scores), _DEPTH)
        values[at] = np.nanmean(metrics.ndcg(metrics.hits(lists, truth), np.diff(truth.indptr), _DEPTH))
    return values


def _tell(task: Task, known: int, weight: float) -> None:
    task.advance()
    task.note(f"{known} known: {weight:g}")


def _blocks(count: int) -> list[Rows]:
    rows = np.arange(count, dtype=np.int32)
    return [rows[start : start + _BLOCK_LISTENERS] for start in range(0, count, _BLOCK_LISTENERS)]


def _units(space: ItemSpace, pairs: Interactions) -> Float32:
    return directions(space.listeners(pairs.as_seeds()))


def _popularity(nearest: Int64, n_clusters: int, overall: Float32, pairs: Interactions) -> Float32:
    """(n_jc + s p_j) / (n_c + s): float32 (n, C)."""
    sizes = np.bincount(nearest, minlength=n_clusters) + _SMOOTHING
    cells = pairs.song_rows.astype(np.int64) * n_clusters + nearest[pairs.user_rows]
    counts = np.bincount(cells, minlength=pairs.n_songs * n_clusters).reshape(pairs.n_songs, n_clusters)
    popularity: Float32 = ((counts + _SMOOTHING * overall[:, None]) / sizes).astype(np.float32)
    return popularity
