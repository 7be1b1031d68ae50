"""What lies around a listener: the songs that the shelves of their pages are drawn from, whatever the day."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from segue.base.arrays import NO_ROWS, Float32, Rows
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import filled_up, listener_vector, nearest_many, popular
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from segue.recommend.proportion import dealt
from segue.recommend.ranking import NOTHING, Ranking
from segue.recommend.tastes import Taste, tastes

DEPTH = 400
"""How many songs the listener, and each taste, is searched for."""
BREADTH = 160
"""How many songs a shelf is chosen from."""
LITTLE_KNOWN = 0.5
"""The part of the catalogue, the least heard, that is known to few."""
NEAR, NEWEST = 240, 60
"""Of how many songs near the listener "New to you" is chosen from how many of the newest."""


@dataclass(frozen=True, eq=False)
class Around:
    """What a release has for one listener. A ranking has at most :data:`BREADTH` songs, its scores falling.

    Attributes:
        listener: who asks.
        among: what may be answered.
        vector: the listener's point in item space, float32 (d,); ``None`` when nothing is known of them.
        tastes: greatest share first; none where nothing is known of them.
        near: the songs nearest to the listener as one vector; for a stranger, what is popular.
        by_taste: the songs nearest to each of ``tastes``.
        of_taste: the same, of its genre alone where a genre stands for it.
        whole: the songs near the listener, each taste with its share of them; for a stranger as ``near``.
        little_known: of the songs near the listener those that few know.
        newest: of the songs near the listener, none that they have played or turned away from, the newest;
            nothing where no date is known. Newer ones do not stand before others: nearness orders them.
        nearby: what is popular in the clusters of listeners this one is near to; nothing without clusters.
        near_rows: int32, ascending, each once: those of ``near`` and ``by_taste``, where there are tastes.
        near_scores: float32, of ``near_rows``, for ``vector``.
    """

    listener: Listener
    among: Eligible
    vector: Float32 | None = None
    tastes: tuple[Taste, ...] = ()
    near: Ranking = NOTHING
    by_taste: tuple[Ranking, ...] = ()
    of_taste: tuple[Ranking, ...] = ()
    whole: Ranking = NOTHING
    little_known: Ranking = NOTHING
    newest: Ranking = NOTHING
    nearby: Ranking = NOTHING
    near_rows: Rows = field(default_factory=NO_ROWS.copy)
    near_scores: Float32 = field(default_factory=NOTHING.scores.copy)

    @classmethod
    def of(cls, snapshot: Snapshot, listener: Listener, among: Eligible, discovery: float) -> "Around":
        """Look around.

        Args:
            snapshot: one release.
            listener: who asks.
            among: what may be answered.
            discovery: 0 … 1, where what is popular begins for a stranger.
        """
        vector = listener_vector(snapshot, listener)
        if vector is None:
            whole = _first(popular(snapshot, among, DEPTH, discovery))
            return cls(listener, among, near=whole, whole=whole)
        found = tastes(snapshot, listener)
        near, by_taste, nearby = _searched(snapshot, listener, among, vector=vector, found=found)
        if not found:
            return cls(listener, among, vector, near=_first(near), whole=_first(near))
        whole = near
        if len(found) > 1:
            whole = scored(snapshot, dealt(by_taste, [taste.share for taste in found]).rows, vector)
        rows = np.unique(np.concatenate([part.rows[:BREADTH] for part in (near, *by_taste)]))
        firsts = tuple(map(_first, by_taste))
        return cls(
            listener,
            among,
            vector,
            found,
            near=_first(near),
            by_taste=firsts,
            of_taste=tuple(
                first if taste.genre is None else _first(_of_genre(snapshot, part, taste.genre))
                for taste, part, first in zip(found, by_taste, firsts, strict=True)
            ),
            whole=_first(whole),
            little_known=_first(_little_known(snapshot, whole)),
            newest=_newest(snapshot, listener, whole),
            nearby=_first(nearby),
            # so that pages need not gather vectors to bring songs of tastes forward
            near_rows=rows,
            near_scores=snapshot.space.item_vectors[rows] @ vector,
        )


def _searched(
    snapshot: Snapshot, listener: Listener, among: Eligible, *, vector: Float32, found: Sequence[Taste]
) -> tuple[Ranking, list[Ranking], Ranking]:
    """The songs nearest to the listener, to each taste, and to the crowd, in one search."""
    asked, crowd = [vector], _crowd(snapshot, vector)
    # one taste of all songs is the listener
    alone = len(found) == 1 and len(found[0].songs) == len(listener.songs)
    if not alone:
        for taste in found:
            own = listener_vector(snapshot, replace(listener, songs=taste.songs, weights=taste.weights))
            asked.append(np.zeros_like(vector) if own is None else own)
    if crowd is not None:
        asked.append(crowd)
    rankings = nearest_many(snapshot, np.stack(asked), among, DEPTH)
    nearby = NOTHING if crowd is None else rankings.pop()
    near, *by_taste = (
        filled_up(snapshot, ranking, among, DEPTH) if own.any() else popular(snapshot, among, DEPTH)
        for ranking, own in zip(rankings, asked, strict=False)
    )
    return near, [near] if alone else by_taste, nearby


def _crowd(snapshot: Snapshot, vector: Float32) -> Float32 | None:
    """What asks for what is popular in the clusters a listener is near to; nothing without clusters."""
    fold_in = snapshot.space.fold_in
    if not isinstance(fold_in, FewSignalsFoldIn):
        return None
    own = vector[: fold_in.dimensions]
    if not own.any():
        return None
    asked = np.zeros_like(vector)
    asked[fold_in.dimensions : -1] = fold_in.membership(own)
    return asked


def _of_genre(snapshot: Snapshot, pool: Ranking, genre: int) -> Ranking:
    return pool.at(snapshot.facts.genre_rows[pool.rows] == genre)


def _little_known(snapshot: Snapshot, pool: Ranking) -> Ranking:
    most = snapshot.popularity[snapshot.popular[int(LITTLE_KNOWN * len(snapshot))]]
    return pool.at(snapshot.popularity[pool.rows] <= most)


def _newest(snapshot: Snapshot, listener: Listener, pool: Ranking) -> Ranking:
    met = np.concatenate([listener.songs, listener.avoided])
    pool = pool.without(met).at(slice(NEAR))
    facts = snapshot.facts
    dates = (facts.first_days if facts.dated else facts.years)[pool.rows].astype(np.int64)
    order = np.argsort(-dates, kind="stable")
    return pool.at(np.sort(order[: min(NEWEST, int((dates > 0).sum()))]))


def scored(snapshot: Snapshot, rows: Rows, vector: Float32) -> Ranking:
    """Songs in the order given, with the scores they have for a vector, dealt out anew."""
    scores = snapshot.space.item_vectors[rows] @ vector
    return falling(Ranking(rows, scores, snapshot.space.distances(vector, scores)))


def falling(pool: Ranking) -> Ranking:
    """The same order, which is the relevance now: scores are handed out anew, so that they fall along it."""
    return Ranking(pool.rows, np.sort(pool.scores)[::-1], pool.distances)


def _first(pool: Ranking) -> Ranking:
    """The beginning that shelves look at, without what it is a view of."""
    return Ranking(pool.rows[:BREADTH].copy(), pool.scores[:BREADTH].copy(), pool.distances[:BREADTH].copy())
