"""Candidates: the songs worth ordering, searched among those that are eligible, not cut down to them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from segue.base.arrays import Float32, Float64, Rows
from segue.factors.snapshot import Index, Snapshot
from segue.factors.space import ItemSpace
from segue.factors.top_k import top_k
from segue.recommend.discovery import NEUTRAL, obscurity
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from segue.recommend.ranking import Ranking

MOST_PASSED_OVER = 1000
"""How many excluded songs the index may have to pass over, or one in 16 of a large catalogue.

With more of them every song is compared.
"""
GATHERED = 5000
"""How many songs that pass a filter are always compared one by one: 0.5 ms at 97 dimensions."""
SPARE = 2
"""How many times as many songs as a filter lets through on average the index is asked for."""
MET = 16
"""How many excluded songs are at first expected among those most like a song: they are those of the listener,
who likes others, too. To search for 55 more took a quarter of the time."""
FEW = 0.25
"""The part of the catalogue below which the eligible songs are gathered and they alone compared."""
AVOIDED_SHARE = 0.1
"""How far the songs a listener avoids turn them, at most; measured in docs/recommending/listener.md."""


def for_listener(
    snapshot: Snapshot, listener: Listener, eligible: Eligible, count: int, discovery: float = NEUTRAL
) -> Ranking:
    """The ``count`` best eligible songs for a listener, fewer when there are no more.

    A newcomer, or a listener whose songs the model can't place, gets what is popular, or with ``discovery``
    above the middle what is less so; the end of a list that the index could not fill is what is popular.
    """
    vector = listener_vector(snapshot, listener)
    if vector is None:
        return popular(snapshot, eligible, count, discovery)
    return filled_up(snapshot, nearest(snapshot, vector, eligible, count), eligible, count)


def filled_up(snapshot: Snapshot, found: Ranking, eligible: Eligible, count: int) -> Ranking:
    """A ranking that the index could not fill, with what is popular at its end."""
    if len(found) < count:
        found = found.followed_by(popular(snapshot, eligible, count)).at(slice(count))
    return found


def listener_vector(snapshot: Snapshot, listener: Listener) -> Float32 | None:
    """The listener's point in item space, float32 (d,); ``None`` when nothing is known of them.

    x = f(songs) − γ p(avoided), with f the fold-in, and p the trainer's own without what it gives a stranger:
    what is popular among similar listeners is left as it is. γ = ``AVOIDED_SHARE`` · min(1, ‖p(songs)‖ /
    ‖p(avoided)‖), so that skips turn a listener, but never outweigh what speaks for a taste (Rocchio 1971).
    """
    return _point(snapshot, listener).vector


def nearness_query(snapshot: Snapshot, listener: Listener) -> Float32 | None:
    """What asks for songs near a listener, see :meth:`ItemSpace.nearness_query`; ``None`` likewise."""
    return _point(snapshot, listener).query


@dataclass(frozen=True, eq=False)
class _Point:
    """Where a listener stands in a space, kept with the listener: to find it takes 70 µs for 50 songs.

    Attributes:
        space: which one.
        vector: see :func:`listener_vector`.
        query: see :func:`nearness_query`.
    """

    space: ItemSpace
    vector: Float32 | None

    @cached_property
    def query(self) -> Float32 | None:
        return None if self.vector is None else self.space.nearness_query(self.vector)


def _point(snapshot: Snapshot, listener: Listener) -> _Point:
    if listener.is_newcomer:
        return _Point(snapshot.space, None)  # not kept: strangers are one and outlive a release
    point = listener.points.get(snapshot.release_id)
    if point is None or point.space is not snapshot.space:
        point = listener.points[snapshot.release_id] = _Point(snapshot.space, _found(snapshot, listener))
    return point


def _found(snapshot: Snapshot, listener: Listener) -> Float32 | None:
    """See :func:`listener_vector`; for somebody who is no newcomer."""
    vector = snapshot.space.fold_in.vector(listener.songs, listener.weights)
    if len(listener.avoided):
        push = _push(snapshot, listener)
        vector[: push.shape[1]] -= push.sum(axis=0).astype(np.float32)
    vector.setflags(write=False)
    return vector if np.count_nonzero(vector) else None


def listener_split(snapshot: Snapshot, listener: Listener) -> tuple[Rows, Float64]:
    """What each song brings to :func:`listener_vector` of somebody who is no newcomer.

    Returns:
        int32 (k,), the listener's ``songs``, then those ``avoided``, and float64 (k + 1, d), what each of
        them brings and in the last row what no song does. The rows sum to the vector.
    """
    brought = snapshot.space.fold_in.split(listener.songs, listener.weights)
    against = np.zeros((len(listener.avoided), brought.shape[1]))
    if len(listener.avoided):
        push = _push(snapshot, listener)
        against[:, : push.shape[1]] = -push
    rows = np.concatenate([listener.songs, listener.avoided])
    return rows, np.vstack([brought[:-1], against, brought[-1:]])


def _push(snapshot: Snapshot, listener: Listener) -> Float64:
    """γ p of every song avoided: float64 (a, d'), in the coordinates of the trainer's own space."""
    fold_in = snapshot.space.personal.fold_in
    # the last row of a split, what no song brings, is the stranger's
    pull = fold_in.split(listener.songs, listener.weights)[:-1].sum(axis=0)
    push = fold_in.split(listener.avoided, listener.avoided_weights)[:-1]
    length = float(np.linalg.norm(push.sum(axis=0)))
    share = AVOIDED_SHARE * min(1.0, float(np.linalg.norm(pull)) / length) if length > 0 else 0.0
    scaled: Float64 = share * push
    return scaled


def nearest(snapshot: Snapshot, vector: Float32, eligible: Eligible, count: int) -> Ranking:
    """The ``count`` eligible songs of highest inner product with ``vector``, equal ones by row.

    From the index, which passes over what is excluded or does not pass a filter. Exact, with every eligible
    song compared, where few pass, where the index reached too few that do, or where so many are excluded
    that it would be asked for little else.
    """
    return nearest_many(snapshot, vector[None, :], eligible, count)[0]


def nearest_many(snapshot: Snapshot, vectors: Float32, eligible: Eligible, count: int) -> list[Ranking]:
    """What :func:`nearest` gives for each of several vectors, float32 (m, d), in their order."""
    space = snapshot.space

    def exact(vector: Float32, rows: Rows | None) -> Float32:
        scores: Float32 = (space.item_vectors if rows is None else space.item_vectors[rows]) @ vector
        return scores

    found = _best(snapshot.index, exact, vectors, eligible, count, met=len(eligible.excluded))
    return [
        Ranking(rows, scores, space.distances(vector, scores))
        for vector, (rows, scores) in zip(vectors, found, strict=True)
    ]


def likeliest(snapshot: Snapshot, query: Float32, eligible: Eligible, count: int) -> Ranking:
    """The ``count`` eligible songs of highest likeness to what ``query`` asks for, equal ones by row.

    Distance is 1 − score. Found as :func:`nearest` finds them.

    Args:
        snapshot: one release.
        query: float32 (d',), a sum of likeness and nearness queries of :class:`ItemSpace`.
        eligible: what may be answered.
        count: at least 0.
    """
    return likeliest_many(snapshot, query[None, :], eligible, count)[0]


def likeliest_many(snapshot: Snapshot, queries: Float32, eligible: Eligible, count: int) -> list[Ranking]:
    """What :func:`likeliest` gives for each of several queries, float32 (m, d'), in their order."""
    found = _best(snapshot.likeness_index, snapshot.space.likeness_scores, queries, eligible, count, met=MET)
    return [Ranking(rows, scores, 1 - scores) for rows, scores in found]


def likeliest_little_known(snapshot: Snapshot, query: Float32, eligible: Eligible, count: int) -> Rows:
    """The ``count`` likeliest eligible songs that are known to few, see :attr:`Snapshot.little_known`."""
    index = snapshot.little_known_index
    if eligible.passing is not None or is_compared(index, eligible):
        passing = snapshot.little_known
        if eligible.passing is not None:
            passing &= eligible.passing
        return likeliest(snapshot, query, replace(eligible, passing=passing), count).rows
    excluded = eligible.excluded[snapshot.popularity[eligible.excluded] <= snapshot.known_to_few]
    among, exact = replace(eligible, excluded=excluded), snapshot.space.likeness_scores
    return _best(index, exact, query[None, :], among, count, met=len(excluded))[0][0]


def by_likeness(snapshot: Snapshot, query: Float32, rows: Rows) -> Ranking:
    """Some songs, int32 (k,), by their likeness to what a query asks for, equal ones as they stand.

    Distance is 1 − score; ``query`` is as in :func:`likeliest`.
    """
    scores = snapshot.space.likeness_scores(query, rows)
    best = (-scores).argsort(kind="stable")
    scores = scores.take(best)
    return Ranking(rows.take(best), scores, 1 - scores)


def popular(snapshot: Snapshot, eligible: Eligible, count: int, discovery: float = NEUTRAL) -> Ranking:
    """The ``count`` eligible songs with most listeners, most first, equal ones by row.

    Score is the share of the most popular song's listeners, distance 1 − score. With ``discovery`` above the
    middle the list begins further down: at 1 half way through the eligible songs.
    """
    skipped = min(int(obscurity(discovery) * eligible.count), max(eligible.count - count, 0))
    rows = _by_popularity(snapshot, eligible, skipped + count)[skipped:]
    shares = popular_shares(snapshot, rows)
    return Ranking(rows, shares, 1 - shares)


def popular_shares(snapshot: Snapshot, rows: Rows) -> Float32:
    """How many listeners some songs have, as a share of the most popular song's: float32 (k,)."""
    most = snapshot.popularity[snapshot.popular[:1]].max(initial=0)
    shares: Float32 = (snapshot.popularity[rows] / max(float(most), 1.0)).astype(np.float32)
    return shares


def is_compared(index: Index | None, eligible: Eligible) -> bool:
    """Whether every eligible song is compared, so that none is missed, or the index is searched."""
    if index is None or len(eligible.excluded) > max(MOST_PASSED_OVER, eligible.n_songs // 16):
        return True
    return eligible.passing is not None and eligible.count <= max(GATHERED, eligible.n_songs // 50)


def _best(
    index: Index | None,
    exact: Callable[[Float32, Rows | None], Float32],
    queries: Float32,
    eligible: Eligible,
    count: int,
    *,
    met: int,
) -> list[tuple[Rows, Float32]]:
    """For each query the rows of its best eligible songs and their scores, best first.

    ``exact`` gives the scores of some songs, or of all; ``met`` is how many excluded songs are expected among
    the best, where there are more of them the index is asked again.
    """
    if index is None or is_compared(index, eligible):
        return [_compared(exact, query, eligible, count) for query in queries]
    met = min(met, len(eligible.excluded))
    reach = count + met
    if eligible.passing is not None:
        reach = round(SPARE * reach * eligible.n_songs / eligible.count)
    scores, rows = index.search(queries, max(1, min(reach, eligible.n_songs)))
    held = eligible.holds(rows.ravel()).reshape(rows.shape)
    best = [
        (found[kept][:count], own[kept][:count]) for found, own, kept in zip(rows, scores, held, strict=True)
    ]
    if eligible.passing is None:
        excluded = len(eligible.excluded)
        for at, (found, _) in enumerate(best):
            if len(found) < count and met < excluded:
                best[at] = _best(index, exact, queries[at : at + 1], eligible, count, met=excluded)[0]
        return best
    # what passes a filter may lie anywhere: where the index reached too few, every song is compared
    wanted = min(count, eligible.count)
    return [
        found if len(found[0]) == wanted else _compared(exact, query, eligible, count)
        for query, found in zip(queries, best, strict=True)
    ]


def _compared(
    exact: Callable[[Float32, Rows | None], Float32], query: Float32, eligible: Eligible, count: int
) -> tuple[Rows, Float32]:
    """Few eligible songs are gathered, many are told apart once all have scores."""
    if eligible.count < FEW * eligible.n_songs:
        scores = exact(query, eligible.rows)
        places = top_k(scores, count)
        return eligible.rows[places], scores[places]
    scores = exact(query, None)
    scores[~eligible.mask] = -np.inf
    rows = top_k(scores, count)
    return rows, scores[rows]


def _by_popularity(snapshot: Snapshot, eligible: Eligible, count: int) -> Rows:
    """The first ``count`` eligible songs by popularity, looked for from the top in growing steps."""
    reach = count + len(eligible.excluded)
    while True:
        head = snapshot.popular[:reach]
        rows = head[eligible.holds(head)][:count]
        if len(rows) == count or reach >= len(snapshot):
            return rows
        reach *= 4
