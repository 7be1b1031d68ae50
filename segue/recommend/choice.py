"""Choice: songs one after another, each the one of most marginal relevance that the rules let come next.

Marginal relevance is λ · relevance − (1 − λ) · likeness, likeness the greatest cosine to a song already
chosen, by the vectors the trainer learned, and at least 0 (Carbonell & Goldstein 1998). It only falls as
songs are chosen, so that what a song was last found to be worth is the most it can be worth now: songs are
looked at in the order of that, and the rest is left alone (lazy greedy, Minoux 1978).
"""

from collections.abc import Sequence
from heapq import heappop, heappush, heapreplace
from itertools import chain

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.rules import Ledger

_REACH = 32
"""Of how many candidates likeness is computed at first; each further step doubles it. To gather 32 vectors of
128 factors takes 5 µs, and to multiply them 0.6; 100 take 28 and 2."""

_Entry = tuple[float, int, int]
"""The negative of what a candidate was last found to be worth, its place, and how many were chosen then."""


def chosen(
    snapshot: Snapshot,
    rows: Rows,
    relevance: Float32,
    *,
    weight: float,
    ledger: Ledger,
    count: int,
    rest: Float32 | None = None,
) -> list[int]:
    """The places of up to ``count`` candidates, in the order chosen; equal ones by place.

    Where every candidate left breaks a rule, one comes that breaks the least, see :meth:`Ledger.cost`.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,), the candidates, each once.
        relevance: float32 (k,), never rising.
        weight: 1 − λ, in 0 … 1.
        ledger: what stands in the list; the songs chosen are added to it.
        count: at least 0.
        rest: float32 (k,), what relevance loses by rotation, which leaves a song out where it is above 0.
    """
    choice = _Choice(snapshot, rows, relevance, weight=weight, ledger=ledger, rest=rest)
    places: list[int] = []
    count = min(count, len(rows))
    while len(places) < count:
        at = choice.next()
        places.append(at)
        resting = rest is not None and rest[at] > 0
        if resting or choice.gave_way:
            ledger.take(choice.artists[at], choice.works[at], resting=resting)
        else:
            ledger.count(choice.artists[at], choice.works[at])
        if weight and len(places) < count:
            choice.compare_with(at)
    return places


class _Choice:
    """What is left of the candidates.

    Attributes:
        artists: of the candidates that came up so far, and of some more.
        works: likewise.
        gave_way: whether any that :meth:`next` gave broke a rule.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        rows: Rows,
        relevance: Float32,
        *,
        weight: float,
        ledger: Ledger,
        rest: Float32 | None,
    ) -> None:
        self._snapshot, self._rows, self._ledger = snapshot, rows, ledger
        self._begun = ledger.place
        self._root = np.float32(weight**0.5)
        own = np.float32(weight - 1) * (relevance if rest is None else relevance - rest)
        self._own: list[float] = own.tolist()
        self._order = range(len(rows)) if rest is None else np.argsort(own, kind="stable").tolist()
        self._n_seen = 0
        self._seen: list[_Entry] = []
        self._waiting: dict[int, list[_Entry]] = {}
        self._refused: list[_Entry] = []
        self.gave_way = False
        self.artists: list[int] = []
        self.works: list[int] = []
        self._units: Float32 | None = None
        self._places: list[int] = []
        self._greatest: Float32 = np.empty(0, np.float32)
        self._nearest: Sequence[float] = ()

    def next(self) -> int:
        """The place of the best candidate that may come next; of those breaking least where none may."""
        own, order, seen, ledger = self._own, self._order, self._seen, self._ledger
        artists, works, nearest, cost_of = self.artists, self.works, self._nearest, ledger.cost
        n_taken, n_seen = ledger.place - self._begun, self._n_seen
        for entry in self._waiting.pop(ledger.place, ()):
            heappush(seen, entry)
        while True:
            if seen and (n_seen == len(order) or seen[0][0] < own[order[n_seen]]):
                entry = seen[0]
                at = entry[1]
                if entry[2] == n_taken:
                    heappop(seen)
                    self._n_seen = n_seen
                    return at
                cost = cost_of(artists[at], works[at])
                if cost == 0:
                    heapreplace(seen, (own[at] + nearest[at], at, n_taken))
                    continue
                heappop(seen)
            elif n_seen < len(order):
                at = order[n_seen]
                n_seen += 1
                if at >= len(artists):
                    self._reach(at)
                    nearest = self._nearest
                entry = own[at] + nearest[at], at, n_taken
                cost = cost_of(artists[at], works[at])
                if cost == 0:
                    heappush(seen, entry)
                    continue
            else:
                self._n_seen, self.gave_way = n_seen, True
                return self._giving_way()
            if cost == Ledger.TOO_SOON:
                self._waiting.setdefault(ledger.ready(artists[at]), []).append(entry)
            else:
                # an artist's songs only become more, and a work once met stays so
                self._refused.append(entry)

    def compare_with(self, at: int) -> None:
        """Have all others compared with one that is chosen."""
        if self._units is None:
            self._units = self._directions(slice(len(self.artists)))
        self._places.append(at)
        np.maximum(self._units.dot(self._units[at]), self._greatest, out=self._greatest)

    def _reach(self, at: int) -> None:
        """Look up the candidates up to a place, and some more."""
        begun = len(self.artists)
        new = slice(begun, max(at + 1, 2 * begun, _REACH))
        rows = self._rows[new]
        self.artists.extend(self._snapshot.artist_rows.take(rows).tolist())
        self.works.extend(self._snapshot.work_rows.take(rows).tolist())
        beside: Float32 = np.zeros(len(rows), np.float32)
        if self._units is not None:
            units = self._directions(new)
            (self._units[self._places] @ units.T).max(axis=0, initial=0, out=beside)
            self._units = np.concatenate([self._units, units])
        self._greatest = np.concatenate([self._greatest, beside])
        self._nearest = self._greatest.data  # few are looked at: a list of all, song by song, took longer

    def _directions(self, places: slice) -> Float32:
        """Vectors whose inner products are cosines times the weight: float32 (places, d)."""
        units = self._snapshot.space.directions(self._rows[places])
        units *= self._root
        return units

    def _giving_way(self) -> int:
        """The best of those that break least; there must be one."""
        left = [*self._refused, *chain.from_iterable(self._waiting.values())]
        costs = [self._ledger.cost(self.artists[at], self.works[at]) for _, at, _ in left]
        least = min(costs)
        level = (entry[1] for entry, cost in zip(left, costs, strict=True) if cost == least)
        at = min((self._own[at] + self._nearest[at], at) for at in level)[1]
        for entries in (self._refused, *self._waiting.values()):
            entries[:] = (entry for entry in entries if entry[1] != at)
        return at
