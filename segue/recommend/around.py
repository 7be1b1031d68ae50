"""What lies around a listener: the songs that the shelves of their pages are drawn from, whatever the day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from segue.base.arrays import NO_ROWS, Float32, Rows
from segue.base.membership import contained
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import (
    filled_up,
    for_listener,
    likeliest_little_known,
    listener_vector,
    nearest_many,
    nearness_query,
    popular_shares,
)
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from segue.recommend.proportion import dealt, told_apart
from segue.recommend.ranking import Ranking
from segue.recommend.tastes import Taste, tastes

DEPTH = 400
"""How many songs all tastes together are searched for: five searches for 400 take 510 µs, for 140 230."""
BREADTH = 140
"""How many songs a shelf is chosen from at most, and each taste is searched for at least."""
NEAR, NEWEST = 240, 60
"""Of how many songs near the listener "New to you" is chosen from how many of the newest."""
_BYTES_BESIDE = 7500
"""What the objects take beside what is in arrays of songs, about; what is said of shelves has half of it."""


@dataclass(frozen=True, eq=False)
class Around:
    """What a release has for one listener.

    Lists of songs are int32 (k,), each song once, best first, at most :data:`BREADTH`. A song's place says
    what it is worth: all lists share one ``relevance``, and what it takes to keep them is their rows.

    Attributes:
        listener: who asks.
        among: what may be answered.
        vector: the listener's point in item space, float32 (d,); ``None`` when nothing is known of them.
        tastes: greatest share first; none where nothing is known of them.
        relevance: float32, of each place, never rising: the scores of ``near``.
        near: the songs nearest to the listener as one vector; for a stranger, what is popular.
        by_taste: the songs nearest to each of ``tastes``, each where it stands first.
        of_taste: the songs nearest to each, of its genre alone where a genre stands for it.
        whole: the songs near the listener, each taste with its share of them; for a stranger as ``near``.
        little_known: the songs near the listener that few know.
        newest: of the songs near the listener, none that they have played or turned away from, the newest;
            nothing where no date is known. Newer ones do not stand before others: nearness orders them.
        nearby: what is popular in the clusters of listeners this one is near to; nothing without clusters.
        said: where the web keeps what shelves say of themselves, once it is found.
    """

    listener: Listener
    among: Eligible
    vector: Float32 | None
    tastes: tuple[Taste, ...]
    relevance: Float32
    near: Rows
    by_taste: tuple[Rows, ...] = ()
    of_taste: tuple[Rows, ...] = ()
    whole: Rows = field(default_factory=NO_ROWS.copy)
    little_known: Rows = field(default_factory=NO_ROWS.copy)
    newest: Rows = field(default_factory=NO_ROWS.copy)
    nearby: Rows = field(default_factory=NO_ROWS.copy)
    said: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

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
        found = () if vector is None else tastes(snapshot, listener)
        if vector is None or not found:
            near = for_listener(snapshot, listener, among, BREADTH, discovery)
            return cls(listener, among, vector, (), near.scores, near.rows, whole=near.rows)
        near, by_taste, nearby = _searched(snapshot, listener, among, vector=vector, found=found)
        parts, whole = by_taste, by_taste[0]
        if len(found) > 1:
            parts = told_apart(by_taste)
            whole = dealt(parts, [taste.share for taste in found])
        return cls(
            listener,
            among,
            vector,
            found,
            relevance=np.minimum.accumulate(near.scores[:BREADTH]),
            near=_first(near.rows),
            by_taste=tuple(map(_first, parts)),
            of_taste=tuple(
                _first(rows if taste.genre is None else _of_genre(snapshot, rows, taste.genre))
                for taste, rows in zip(found, by_taste, strict=True)
            ),
            whole=_first(whole),
            little_known=_little_known(snapshot, listener, among),
            newest=_newest(snapshot, listener, whole),
            nearby=_first(nearby),
        )

    @property
    def n_bytes(self) -> int:
        """What it holds in memory beside the listener, about."""
        lists = (self.near, self.whole, self.little_known, self.newest, self.nearby)
        n_songs = sum(map(len, (*lists, *self.by_taste, *self.of_taste, *lists[:1])))
        n_liked = sum(len(taste.songs) for taste in self.tastes)
        return _BYTES_BESIDE + 4 * n_songs + 8 * n_liked + self.among.n_bytes

    def ranking(self, snapshot: Snapshot, rows: Rows) -> Ranking:
        """Some songs, in the order given, with their scores for the listener and how far away they lie."""
        if self.vector is None:
            shares = popular_shares(snapshot, rows)
            return Ranking(rows, shares, 1 - shares)
        scores = snapshot.space.item_vectors.take(rows, axis=0) @ self.vector
        return Ranking(rows, scores, snapshot.space.distances(self.vector, scores))


def _searched(
    snapshot: Snapshot, listener: Listener, among: Eligible, *, vector: Float32, found: Sequence[Taste]
) -> tuple[Ranking, list[Rows], Rows]:
    """The songs nearest to the listener, to each taste, and to the crowd, in one search."""
    asked, crowd = [vector], _crowd(snapshot, vector)
    # one taste of all songs is the listener
    alone = len(found) == 1 and len(found[0].songs) == len(listener.songs)
    if not alone:
        asked.extend(_vector(snapshot, listener, taste) for taste in found)
    if crowd is not None:
        asked.append(crowd)
    depth = max(DEPTH // len(found), BREADTH)
    rankings = nearest_many(snapshot, np.stack(asked), among, depth)
    nearby = NO_ROWS if crowd is None else rankings.pop().rows
    near, *by_taste = (filled_up(snapshot, ranking, among, depth) for ranking in rankings)
    return near, [near.rows] if alone else [ranking.rows for ranking in by_taste], nearby


def _vector(snapshot: Snapshot, listener: Listener, taste: Taste) -> Float32:
    """The point of somebody who likes the songs of one taste; zeros where nothing is known of them."""
    alone = Listener(taste.songs, taste.weights, listener.avoided, listener.avoided_weights)
    own = listener_vector(snapshot, alone)
    return np.zeros(snapshot.space.dimensions, np.float32) if own is None else own


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


def _of_genre(snapshot: Snapshot, pool: Rows, genre: int) -> Rows:
    of_genre: Rows = pool[snapshot.facts.genre_rows[pool] == genre]
    return of_genre


def _little_known(snapshot: Snapshot, listener: Listener, among: Eligible) -> Rows:
    """By likeness, which asks less for what is popular."""
    query = nearness_query(snapshot, listener)
    return NO_ROWS if query is None else likeliest_little_known(snapshot, query, among, BREADTH)


def _newest(snapshot: Snapshot, listener: Listener, pool: Rows) -> Rows:
    met = np.sort(np.concatenate([listener.songs, listener.avoided]))
    pool = pool[~contained(pool, met)][:NEAR]
    facts = snapshot.facts
    dates = (facts.first_days if facts.dated else facts.years)[pool].astype(np.int64)
    order = np.argsort(-dates, kind="stable")
    return pool[np.sort(order[: min(NEWEST, int((dates > 0).sum()))])]


def _first(pool: Rows) -> Rows:
    """The beginning that shelves look at, without what it is a view of."""
    return pool[:BREADTH].copy()
