"""Pools: what the shelves of one page are chosen from, drawn once for all of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from segue.base.arrays import NO_ROWS, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.alike import alike_many
from segue.recommend.around import Around
from segue.recommend.candidates import for_listener
from segue.recommend.chance import shuffles, uniforms
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from segue.recommend.proportion import brought_forward, dealt, seats, told_apart
from segue.recommend.tastes import Taste

NEIGHBOURS = 64
"""How many neighbours of a song "More from your vibe" looks at."""
REACH = 800
"""How many songs the listener as a whole is searched for: more than all shelves of a page hold."""
BECAUSE_SPREAD, DAILY_SPREAD = 0.1, 0.4
"""How far a day shuffles "Because you like", and other rankings; see :func:`chance.shuffled`."""
MIX_SPREAD = 2.0
"""How evenly "Fresh mix" draws."""
ANCHORS = 4
"""How many of the listener's songs "More from your vibe" starts from on one day."""


@dataclass(frozen=True, eq=False)
class Pools:
    """Candidates for one listener and one day; each pool is int32 (k,), best first, each song once.

    Attributes:
        snapshot: one release.
        around: what it has for the listener.
        discovery: 0 … 1, where what is popular begins for a stranger.
        key: what chance depends on: release, day, variation.
    """

    snapshot: Snapshot
    around: Around
    discovery: float
    key: tuple[str, ...]

    @property
    def listener(self) -> Listener:
        """Who asks."""
        return self.around.listener

    @property
    def among(self) -> Eligible:
        """What may be answered."""
        return self.around.among

    @property
    def tastes(self) -> tuple[Taste, ...]:
        """The listener's tastes, greatest share first; none where nothing is known of them."""
        return self.around.tastes

    @cached_property
    def anchors(self) -> Rows:
        """The listener's songs that today's vibe starts from: int32 (k,), from tastes by their share.

        Within a taste they are drawn without replacement by weight (Efraimidis & Spirakis 2006).
        """
        tastes = self.tastes
        if not tastes:
            return NO_ROWS
        weights = np.concatenate([taste.weights for taste in tastes])
        draws = np.log(uniforms(self.placed, *self.key, "anchors")) / weights
        drawn, begun = [], 0
        for taste, places in zip(tastes, seats([taste.share for taste in tastes], ANCHORS), strict=True):
            own = draws[begun : begun + len(taste.songs)]
            drawn.append(taste.songs[(-own).argsort(kind="stable")[:places]])
            begun += len(own)
        return np.concatenate(drawn)

    @cached_property
    def further(self) -> Rows:
        """The songs nearest to the listener, more of them; they fill a shelf with no more of its own."""
        return for_listener(self.snapshot, self.listener, self.among, REACH, self.discovery).rows

    @cached_property
    def placed(self) -> Rows:
        """The listener's songs that the model can place: int32 (k,), by taste."""
        return np.concatenate([NO_ROWS, *(taste.songs for taste in self.tastes)])

    def because(self) -> Rows:
        """The songs nearest to the listener as one vector, where tastes that lie apart have places kept.

        A taste is owed as much of its share as it lies apart from the others. Songs change places from day to
        day, though less than anywhere else.
        """
        near = self._drawn["because"]
        if not any(self._owed):
            return near
        parts = [self._drawn.get(("because", part), NO_ROWS) for part in range(len(self._owed))]
        return brought_forward(near, parts, self._owed)

    def vibe(self) -> Rows:
        """Neighbours of the day's anchors, taken in turn; drawn from what is popular for a stranger."""
        if len(self.anchors) == 0:
            return self._drawn["vibe"]
        neighbours = alike_many(self.snapshot, self.anchors, self.among, NEIGHBOURS)
        return dealt(told_apart(neighbours), [1.0] * len(neighbours))

    def mix(self) -> Rows:
        """Drawn anew each day from a good way into the songs near the listener."""
        return self._drawn["mix"]

    def of_taste(self, taste: Taste) -> Rows:
        """The songs near one of ``tastes``; those of its genre alone where a genre stands for it."""
        return self._drawn["taste", taste.song]

    def little_known(self) -> Rows:
        """Of the songs near the listener those that few know."""
        return self._drawn["little known"]

    def newest(self) -> Rows:
        """Of the songs near the listener the newest."""
        return self._drawn["newest"]

    def popular_nearby(self) -> Rows:
        """What is popular in the clusters of listeners this one is near to."""
        return self._drawn["nearby"]

    @cached_property
    def _owed(self) -> list[float]:
        """Which part of the first shelf is kept for each of ``tastes``."""
        return [taste.apart * taste.share for taste in self.tastes]

    @cached_property
    def _drawn(self) -> dict[str | tuple[str, int], Rows]:
        """The pools that a day shuffles, by what they are for."""
        around = self.around
        asked: list[tuple[str | tuple[str, int], Rows, float, tuple[str, ...]]] = [
            ("because", around.near, BECAUSE_SPREAD, ("because",)),
            ("mix", around.whole, MIX_SPREAD, ("mix",)),
        ]
        if not self.tastes:
            asked.append(("vibe", around.whole, MIX_SPREAD, ("vibe",)))
        asked.extend(
            (("because", part), pool, BECAUSE_SPREAD, ("because",))
            for part, pool in enumerate(around.by_taste)
            if self._owed[part]
        )
        for taste, pool in zip(self.tastes, around.of_taste, strict=True):
            asked.append((("taste", taste.song), pool, DAILY_SPREAD, ("taste", str(taste.song))))
        for name, pool in (
            ("little known", around.little_known),
            ("newest", around.newest),
            ("nearby", around.nearby),
        ):
            asked.append((name, pool, DAILY_SPREAD, (name,)))
        orders = shuffles(
            [pool for _, pool, _, _ in asked],
            [spread for _, _, spread, _ in asked],
            [self.key + purpose for _, _, _, purpose in asked],
        )
        return {name: pool.take(order) for (name, pool, _, _), order in zip(asked, orders, strict=True)}
