"""Candidates: the songs worth ordering, found under the exclusions."""

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.recommend.listener import Listener
from segue.recommend.ranking import Ranking


def for_listener(snapshot: Snapshot, listener: Listener, excluded: Rows, count: int) -> Ranking:
    """The ``count`` best songs for a listener outside ``excluded``, fewer when the catalogue has no more.

    A newcomer, or a listener whose songs the model can't place, gets what is popular; so does the end of a
    list that the index could not fill.
    """
    vector = listener_vector(snapshot, listener)
    if vector is None:
        return popular(snapshot, excluded, count)
    found = nearest(snapshot, vector, excluded, count)
    if len(found) < count:
        found = found.followed_by(popular(snapshot, excluded, count)).at(slice(count))
    return found


def listener_vector(snapshot: Snapshot, listener: Listener) -> Float32 | None:
    """The listener's point in item space, float32 (d,); ``None`` when nothing is known of them."""
    heard = listener.weights > 0
    if not heard.any():
        return None
    vector = snapshot.space.fold_in.vector(listener.songs[heard], listener.weights[heard])
    return vector if vector.any() else None


def nearest(snapshot: Snapshot, vector: Float32, excluded: Rows, count: int) -> Ranking:
    """The ``count`` songs of highest inner product with ``vector`` outside ``excluded``, from the index."""
    wanted = min(count + len(excluded), len(snapshot))
    scores, rows = snapshot.index.search(vector[None, :], wanted)
    kept = np.flatnonzero(~np.isin(rows[0], excluded))[:count]
    return Ranking(rows[0][kept], scores[0][kept], snapshot.space.distances(vector, scores[0][kept]))


def alike(snapshot: Snapshot, row: int, excluded: Rows, count: int) -> Ranking:
    """The ``count`` songs most like song ``row`` by the trainer's own measure, that song left out."""
    scores = snapshot.space.similarities(row)
    scores[excluded] = -np.inf
    scores[row] = -np.inf
    rows = top_k(scores, count)
    return Ranking(rows, scores[rows], (1 - scores[rows]).astype(np.float32))


def popular(snapshot: Snapshot, excluded: Rows, count: int) -> Ranking:
    """The ``count`` songs with most listeners outside ``excluded``.

    Score is the share of the most popular song's listeners, distance 1 − score.
    """
    rows = snapshot.popular[: count + len(excluded)]
    rows = rows[~np.isin(rows, excluded)][:count]
    most = snapshot.popularity[snapshot.popular[:1]].max(initial=0)
    shares = snapshot.popularity[rows] / max(float(most), 1.0)
    return Ranking(rows, shares.astype(np.float32), (1 - shares).astype(np.float32))
