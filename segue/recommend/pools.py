"""Pools: what the shelves of one page are chosen from, searched once for all of them."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from segue.base.arrays import NO_ROWS, Float32, Rows
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import alike, for_listener, listener_vector, nearest, popular
from segue.recommend.chance import shuffled, uniforms
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from segue.recommend.proportion import brought_forward, dealt, seats
from segue.recommend.ranking import Ranking
from segue.recommend.tastes import Taste, tastes

DEPTH = 400
"""How many songs each taste is searched for."""
BREADTH = 160
"""How many songs a shelf is chosen from."""
REACH = 800
"""How many songs the listener as a whole is searched for: more than all shelves of a page hold."""
BECAUSE_SPREAD, DAILY_SPREAD = 0.1, 0.4
"""How far a day shuffles "Because you like", and other rankings; see :func:`chance.shuffled`."""
MIX_SPREAD = 2.0
"""How evenly "Fresh mix" draws."""
ANCHORS = 4
"""How many of the listener's songs "More from your vibe" starts from on one day."""
LITTLE_KNOWN = 0.5
"""The part of the catalogue, the least heard, that is known to few."""
NEAR, NEWEST = 240, 60
"""Of how many songs near the listener "New to you" is chosen from how many of the newest."""


@dataclass(frozen=True, eq=False)
class Pools:
    """Candidates for one listener and one day; each pool is best first, its scores falling.

    Attributes:
        snapshot: one release.
        listener: who asks.
        among: what may be answered.
        discovery: 0 … 1, where what is popular begins for a stranger.
        key: what chance depends on: release, day, variation.
    """

    snapshot: Snapshot
    listener: Listener
    among: Eligible
    discovery: float
    key: tuple[str, ...]

    @cached_property
    def vector(self) -> Float32 | None:
        """The listener's point in item space, float32 (d,); ``None`` when nothing is known of them."""
        return listener_vector(self.snapshot, self.listener)

    @cached_property
    def tastes(self) -> tuple[Taste, ...]:
        """The listener's tastes, greatest share first; none where nothing is known of them."""
        return () if self.vector is None else tastes(self.snapshot, self.listener)

    @cached_property
    def anchors(self) -> Rows:
        """The listener's songs that today's vibe starts from: int32 (k,), from tastes by their share.

        Within a taste they are drawn without replacement by weight (Efraimidis & Spirakis 2006).
        """
        drawn = [NO_ROWS]
        shares = [taste.share for taste in self.tastes]
        for taste, places in zip(self.tastes, seats(shares, ANCHORS).tolist(), strict=True):
            draws = np.log(uniforms(taste.songs, *self.key, "anchors")) / taste.weights
            drawn.append(taste.songs[np.argsort(-draws, kind="stable")[:places]])
        return np.concatenate(drawn)

    @cached_property
    def by_taste(self) -> tuple[Ranking, ...]:
        """The songs nearest to each of ``tastes``."""
        parts = (replace(self.listener, songs=taste.songs, weights=taste.weights) for taste in self.tastes)
        return tuple(for_listener(self.snapshot, part, self.among, DEPTH) for part in parts)

    @cached_property
    def whole(self) -> Ranking:
        """The songs near the listener, each taste with its share of them; for a stranger, what is popular."""
        if self.vector is None:
            return popular(self.snapshot, self.among, DEPTH, self.discovery)
        if not self.tastes:
            return self.near.at(slice(DEPTH))
        shares = [taste.share for taste in self.tastes]
        return self._scored(dealt(self.by_taste, shares).rows, self.vector)

    @cached_property
    def near(self) -> Ranking:
        """The songs nearest to the listener as one vector; they also fill a shelf with no more of its own."""
        return for_listener(self.snapshot, self.listener, self.among, REACH, self.discovery)

    @property
    def placed(self) -> Rows:
        """The listener's songs that the model can place: int32 (k,)."""
        return np.concatenate([NO_ROWS, *(taste.songs for taste in self.tastes)])

    def because(self) -> Ranking:
        """The songs nearest to the listener as one vector, where tastes that lie apart have places kept.

        A taste is owed as much of its share as it lies apart from the others. Songs change places from day to
        day, though less than anywhere else.
        """
        if self.vector is None:
            return self._varied(self.whole, BECAUSE_SPREAD, "because")
        near = self._varied(self.near, BECAUSE_SPREAD, "because")
        owed = [taste.apart * taste.share for taste in self.tastes]
        if not any(owed):
            return near
        parts = [self._varied(part, BECAUSE_SPREAD, "because") for part in self.by_taste]
        return self._scored(brought_forward(near, parts, owed), self.vector)

    def vibe(self) -> Ranking:
        """Neighbours of the day's anchors, taken in turn; drawn from what is popular for a stranger."""
        if len(self.anchors) == 0:
            return self._varied(self.whole, MIX_SPREAD, "vibe")
        neighbours = [alike(self.snapshot, int(row), self.among, BREADTH) for row in self.anchors]
        return _falling(dealt(neighbours, [1.0] * len(neighbours)))

    def mix(self) -> Ranking:
        """Drawn anew each day from a good way into the songs near the listener."""
        return self._varied(self.whole, MIX_SPREAD, "mix")

    def of_taste(self, taste: Taste) -> Ranking:
        """The songs near one of ``tastes``; those of its genre alone where a genre stands for it."""
        pool = self.by_taste[self.tastes.index(taste)]
        if taste.genre is not None:
            pool = pool.at(self.snapshot.facts.genre_rows[pool.rows] == taste.genre)
        return self._varied(pool, DAILY_SPREAD, "taste", str(taste.song))

    def little_known(self) -> Ranking:
        """Of the songs near the listener those that few know."""
        snapshot = self.snapshot
        most = snapshot.popularity[snapshot.popular[int(LITTLE_KNOWN * len(snapshot))]]
        few = snapshot.popularity[self.whole.rows] <= most
        return self._varied(self.whole.at(few), DAILY_SPREAD, "little known")

    def newest(self) -> Ranking:
        """Of the songs near the listener, none that they have played or turned away from, the newest.

        Nothing where no date is known. Newer ones do not stand before others: nearness orders them.
        """
        met = np.concatenate([self.listener.songs, self.listener.avoided])
        pool = self.whole.without(met).at(slice(NEAR))
        facts = self.snapshot.facts
        dates = (facts.first_days if self.has_first_days else facts.years)[pool.rows].astype(np.int64)
        order = np.argsort(-dates, kind="stable")
        newest = np.sort(order[: min(NEWEST, int((dates > 0).sum()))])
        return self._varied(pool.at(newest), DAILY_SPREAD, "newest")

    @cached_property
    def has_first_days(self) -> bool:
        """Whether "new" goes by the first play by anybody; else by the year of release."""
        return bool(self.snapshot.facts.first_days.any())

    def popular_nearby(self) -> Ranking:
        """What is popular in the clusters of listeners this one is near to; nothing without clusters."""
        fold_in = self.snapshot.space.fold_in
        if self.vector is None or not isinstance(fold_in, FewSignalsFoldIn):
            return self.whole.at(slice(0))
        own = self.vector[: fold_in.dimensions]
        if not own.any():
            return self.whole.at(slice(0))
        asked = np.zeros_like(self.vector)
        asked[fold_in.dimensions : -1] = fold_in.membership(own)
        return self._varied(nearest(self.snapshot, asked, self.among, BREADTH), DAILY_SPREAD, "nearby")

    def _scored(self, rows: Rows, vector: Float32) -> Ranking:
        """Songs in the order given, with the scores they have for a vector, dealt out anew."""
        space = self.snapshot.space
        scores = space.item_vectors[rows] @ vector
        return _falling(Ranking(rows, scores, space.distances(vector, scores)))

    def _varied(self, pool: Ranking, spread: float, *purpose: str) -> Ranking:
        return _falling(shuffled(pool.at(slice(BREADTH)), spread, *self.key, *purpose))


def _falling(pool: Ranking) -> Ranking:
    """The same order, which is the relevance now: scores are handed out anew, so that they fall along it."""
    return Ranking(pool.rows, np.sort(pool.scores)[::-1], pool.distances)
