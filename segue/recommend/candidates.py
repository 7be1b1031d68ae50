"""Candidates: the songs worth ordering, searched among those that are eligible, not cut down to them."""

import numpy as np

from segue.base.arrays import Float32
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from segue.recommend.ranking import Ranking


def for_listener(snapshot: Snapshot, listener: Listener, eligible: Eligible, count: int) -> Ranking:
    """The ``count`` best eligible songs for a listener, fewer when there are no more.

    A newcomer, or a listener whose songs the model can't place, gets what is popular; so does the end of a
    list that the index could not fill.
    """
    vector = listener_vector(snapshot, listener)
    if vector is None:
        return popular(snapshot, eligible, count)
    found = nearest(snapshot, vector, eligible, count)
    if len(found) < count:
        found = found.followed_by(popular(snapshot, eligible, count)).at(slice(count))
    return found


def listener_vector(snapshot: Snapshot, listener: Listener) -> Float32 | None:
    """The listener's point in item space, float32 (d,); ``None`` when nothing is known of them."""
    if listener.is_newcomer:
        return None
    vector = snapshot.space.fold_in.vector(listener.songs, listener.weights)
    return vector if vector.any() else None


def nearest(snapshot: Snapshot, vector: Float32, eligible: Eligible, count: int) -> Ranking:
    """The ``count`` eligible songs of highest inner product with ``vector``.

    From the index, or with all songs compared where a filter holds: its answer is exact.
    """
    if eligible.passing is not None:
        scores = snapshot.space.item_vectors @ vector
        scores[~eligible.mask] = -np.inf
        rows = top_k(scores, count)
        return Ranking(rows, scores[rows], snapshot.space.distances(vector, scores[rows]))
    wanted = min(count + len(eligible.excluded), len(snapshot))
    found, near = snapshot.index.search(vector[None, :], wanted)
    kept = np.flatnonzero(~np.isin(near[0], eligible.excluded))[:count]
    return Ranking(near[0][kept], found[0][kept], snapshot.space.distances(vector, found[0][kept]))


def alike(snapshot: Snapshot, row: int, eligible: Eligible, count: int) -> Ranking:
    """The ``count`` eligible songs most like song ``row``, itself left out, by the trainer's own measure."""
    scores = snapshot.space.similarities(row)
    scores[~eligible.mask] = -np.inf
    scores[row] = -np.inf
    rows = top_k(scores, count)
    return Ranking(rows, scores[rows], (1 - scores[rows]).astype(np.float32))


def popular(snapshot: Snapshot, eligible: Eligible, count: int) -> Ranking:
    """The ``count`` eligible songs with most listeners.

    Score is the share of the most popular song's listeners, distance 1 − score.
    """
    rows = snapshot.popular
    rows = rows[eligible.mask[rows]][:count]
    most = snapshot.popularity[snapshot.popular[:1]].max(initial=0)
    shares = snapshot.popularity[rows] / max(float(most), 1.0)
    return Ranking(rows, shares.astype(np.float32), (1 - shares).astype(np.float32))
