"""Choice: songs one after another, each the one of most marginal relevance that the rules let come next.

Marginal relevance is λ · relevance − (1 − λ) · likeness, likeness the greatest cosine to a song already
chosen, by the vectors the trainer learned, and at least 0 (Carbonell & Goldstein 1998). It only falls as
songs are chosen, so that what a song was last found to be worth is the most it can be worth now: songs are
looked at in the order of that, and the rest is left alone (lazy greedy, Minoux 1978).
"""

from heapq import heappop, heappush, heapreplace
from itertools import chain, repeat

import numpy as np

from segue.base.arrays import Bool, Float32, Rows
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
    resting: Bool | None = None,
) -> list[int]:
    """The places of up to ``count`` candidates, in the order chosen; equal ones by place.

    Where every candidate left breaks a rule, one comes that breaks the least, see :meth:`Ledger.cost`.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,), the candidates, each once.
        relevance: float32 (k,), in any order.
        weight: 1 − λ, in 0 … 1.
        ledger: what stands in the list; the songs chosen are added to it.
        count: at least 0.
        resting: bool (k,), what rotation would leave out; nothing by default.
    """
    choice = _Choice(snapshot, rows, relevance, weight, ledger)
    rests = resting.tolist() if resting is not None else None
    places: list[int] = []
    for _ in range(min(count, len(rows))):
        at = choice.next()
        choice.take(at, more=len(places) + 1 < count)
        ledger.take(choice.artists[at], choice.works[at], resting=rests is not None and rests[at])
        places.append(at)
    return places


class _Choice:
    """What is left of the candidates, the ones worth most first."""

    def __init__(
        self, snapshot: Snapshot, rows: Rows, relevance: Float32, weight: float, ledger: Ledger
    ) -> None:
        self._space, self._rows = snapshot.space.personal, rows
        self._ledger, self._weight = ledger, np.float32(weight)
        self.artists: list[int] = snapshot.artist_rows[rows].tolist()
        self.works: list[int] = snapshot.work_rows[rows].tolist()
        own = np.float32(weight - 1) * relevance
        self._own: list[float] = own.tolist()
        self._left: list[_Entry] = list(zip(self._own, range(len(rows)), repeat(0)))
        if (own[1:] < own[:-1]).any():
            self._left.sort()
        self._waiting: dict[int, list[_Entry]] = {}
        self._refused: list[_Entry] = []
        self._places: list[int] = []
        self._units: Float32 = np.empty((0, 0), np.float32)
        self._like: list[list[float]] = []

    def next(self) -> int:
        """The place of the best candidate that may come next; of those breaking least where none may."""
        left, ledger, artists, works = self._left, self._ledger, self.artists, self.works
        n_chosen = len(self._like)
        for entry in self._waiting.pop(ledger.place, ()):
            heappush(left, entry)
        while left:
            entry = left[0]
            at = entry[1]
            cost = ledger.cost(artists[at], works[at])
            if cost == 0:
                if entry[2] == n_chosen:
                    heappop(left)
                    return at
                heapreplace(left, self._looked_at(entry))
            else:
                heappop(left)
                if cost == Ledger.TOO_SOON:
                    self._waiting.setdefault(ledger.ready(artists[at]), []).append(entry)
                else:
                    # an artist's songs only become more, and a work once met stays so
                    self._refused.append(entry)
        return self._giving_way()

    def take(self, at: int, *, more: bool) -> None:
        """Count a candidate among those chosen; ``more`` says whether others will be compared with it."""
        if self._weight and more:
            self._reach(at)
            self._places.append(at)
            self._like.append((self._units @ (self._weight * self._units[at])).tolist())

    def _looked_at(self, entry: _Entry) -> _Entry:
        """What a candidate is worth now."""
        worth, at, n_chosen = entry
        if at >= len(self._units):
            self._reach(at)
        own, like = self._own[at], self._like
        for other in like[n_chosen:] if n_chosen else like:
            worth = max(worth, own + other[at])
        return worth, at, len(like)

    def _reach(self, at: int) -> None:
        """Compute likeness of the candidates up to a place, and of some more."""
        begun = len(self._units)
        if at < begun:
            return
        end = max(at + 1, 2 * begun, _REACH)
        units = self._space.directions(self._rows[begun:end])
        if not begun:
            self._units = units
            return
        beside = (self._weight * self._units[self._places]) @ units.T
        for known, new in zip(self._like, beside.tolist(), strict=False):
            known.extend(new)
        self._units = np.concatenate([self._units, units])

    def _giving_way(self) -> int:
        """The best of those that break least; there must be one."""
        left = [*self._refused, *chain.from_iterable(self._waiting.values())]
        costs = [self._ledger.cost(self.artists[at], self.works[at]) for _, at, _ in left]
        least = min(costs)
        level = sorted(entry for entry, cost in zip(left, costs, strict=True) if cost == least)
        best = self._looked_at(level[0])
        for entry in level[1:]:
            if entry > best:
                break
            best = min(best, self._looked_at(entry))
        at = best[1]
        for entries in (self._refused, *self._waiting.values()):
            entries[:] = (entry for entry in entries if entry[1] != at)
        return at
