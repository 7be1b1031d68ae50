"""Shelves: the rows of a "For you" page."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np

from segue.base.arrays import NO_ROWS, Bool, Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.around import Around
from segue.recommend.discovery import NEUTRAL
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.order import Answer, breadth, filled, pool_size, scaled
from segue.recommend.pools import Pools
from segue.recommend.rules import Ledger, Rule, leanings
from segue.recommend.themes import FIXED, LONGEST, Theme, pool_of, themes
from segue.recommend.wishes import Wishes

ROUNDS = (8, 20, LONGEST)
"""How long shelves are after each round in which songs are given out."""
AHEAD = 20
"""How many songs the first shelf has before any other; a round ends there."""
LEAST = 4
"""How many songs a shelf beyond the fixed ones must find in the first round, or it is left out."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """One row of the page.

    Attributes:
        theme: what it is about.
        answer: at least one song, none that stands on another shelf of the page. ``relaxed`` names the
            rules that gave way in the rounds that filled it, for a song beyond the limit too.
    """

    theme: Theme
    answer: Answer


def shelves(
    snapshot: Snapshot, listener: Listener, wishes: Wishes, *, day: date, variation: str | None = None
) -> list[Shelf]:
    """The shelves of one listener for one day, each with up to ``wishes.limit`` songs, at most 50.

    The same release, listener, day and variation give the same shelves. No song stands twice, nor does any
    of the listener's own; a shelf that would be empty is left out.
    """
    return Page.of(snapshot, listener, wishes, day=day, variation=variation).shelves()


@dataclass(frozen=True, eq=False)
class Page:
    """What stands on the page of one listener on one day, before songs are given out.

    Attributes:
        pools: what shelves are chosen from.
        wishes: of the request.
        themes: of the shelves, in the order in which they stand.
    """

    pools: Pools
    wishes: Wishes
    themes: tuple[Theme, ...]
    _kept: dict[int, "_Turn"] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        listener: Listener,
        wishes: Wishes,
        *,
        day: date,
        variation: str | None = None,
    ) -> "Page":
        """Plan a page; see :func:`shelves`."""
        around = Around.of(snapshot, listener, eligible(snapshot, listener, wishes), wishes.discovery)
        return cls.over(snapshot, around, wishes, day=day, variation=variation)

    @classmethod
    def over(
        cls,
        snapshot: Snapshot,
        around: Around,
        wishes: Wishes,
        *,
        day: date,
        variation: str | None = None,
    ) -> "Page":
        """The same for a listener who was looked around for already, with these wishes."""
        key = (snapshot.release_id, day.isoformat(), variation or "")
        pools = Pools(snapshot, around, wishes.discovery, key)
        return cls(pools, wishes, tuple(themes(pools)))

    def shelves(self, picked: Collection[int] | None = None) -> list[Shelf]:
        """Give songs out, and show the shelves at the picked places of ``themes``; all by default.

        Songs are given out in rounds (:data:`ROUNDS`), in each to one shelf after another; the first shelf
        has its first :data:`AHEAD` before. So a shelf begins with the same songs however long it is asked
        for, and whatever else is picked. Where the catalogue has no more, a fixed shelf may go on with songs
        of shelves that are not shown.
        """
        places = sorted(range(len(self.themes)) if picked is None else picked)
        drafts = [_Draft(theme, self.pools) for theme in self.themes]
        given = _Given.of(self.pools, self.wishes, drafts)
        for draft, end in self._turns(drafts, places):
            self._continue(draft, end, given)
        shown = [drafts[place] for place in places]
        limit = self.wishes.limit
        short = [draft for draft in shown if draft.theme.kind in FIXED and draft.lacks(limit)]
        if short:
            given = _Given.of(self.pools, self.wishes, shown)
        for draft in short:
            self._continue(draft, limit, given)
        return self._answered([draft for draft in shown if draft.rows])

    def _answered(self, drafts: Sequence["_Draft"]) -> list[Shelf]:
        """Shelves as they are shown; what an answer says of songs is looked up once for all of them."""
        rows = [draft.rows[: self.wishes.limit] for draft in drafts]
        every = self.pools.around.ranking(
            self.pools.snapshot, np.array([row for own in rows for row in own], np.int32)
        )
        shelves, begun = [], 0
        for draft, own in zip(drafts, rows, strict=True):
            ranking = every.at(slice(begun, begun + len(own)))
            begun += len(own)
            relaxed = tuple(rule for rule in Rule if rule in draft.broken) if draft.broken else ()
            shelves.append(Shelf(draft.theme, Answer(ranking, self.pools.among.count, relaxed)))
        return shelves

    def _turns(self, drafts: Sequence["_Draft"], places: Sequence[int]) -> Iterator[tuple["_Draft", int]]:
        """Which shelf is filled next, and how far."""
        yield from ((drafts[0], end) for end in ROUNDS if end <= AHEAD)
        last = next(end for end in ROUNDS if end >= self.wishes.limit)
        for end in ROUNDS:
            if end < last:
                yield from ((draft, end) for draft in drafts)
            elif end == last:
                # in the last round those further down take nothing away any more
                yield from ((draft, end) for draft in drafts[: max(places, default=-1) + 1])

    def _continue(self, draft: "_Draft", length: int, given: "_Given") -> None:
        """Fill a shelf up to ``length`` with songs that are not given out yet."""
        if draft.lacks(length) and not draft.closed:
            ledger = Ledger(length, self._shares, given.met)
            rows = self._next(draft, length, given, ledger)
            if draft.take(rows, ledger.broken):
                given.note(rows, ledger.works)

    def _next(self, draft: "_Draft", length: int, given: "_Given", ledger: Ledger) -> Rows:
        """The songs of one round; where a fixed shelf has none left of its own, the next best there are."""
        snapshot, listener = self.pools.snapshot, self.pools.listener
        turn = self._turn(length - len(draft.rows))
        wishes = turn.wishes
        left = given.left_of(draft.pool)
        if draft.theme.kind in FIXED and len(left) < wishes.limit:
            further = given.left_of(self.pools.further)
            left = np.concatenate([left, further[~np.isin(further, left)]])
        for row in draft.rows:
            ledger.count(int(snapshot.artist_rows[row]), int(snapshot.work_rows[row]))
        # only a turned dial looks at what is known
        known = NO_ROWS if wishes.discovery == NEUTRAL else np.concatenate([listener.hidden, given.rows])
        left = left[: turn.size]
        return left.take(filled(snapshot, left, turn.worth(len(left)), wishes, ledger, known=known))

    def _turn(self, limit: int) -> "_Turn":
        if limit not in self._kept:
            wishes = replace(self.wishes, limit=limit)
            relevance = scaled(self.pools.around.relevance, breadth(limit))
            self._kept[limit] = _Turn(wishes, pool_size(wishes), relevance)
        return self._kept[limit]

    @cached_property
    def _shares(self) -> dict[int, float]:
        return leanings(self.pools.listener.artists(self.pools.snapshot))


@dataclass(frozen=True, eq=False)
class _Turn:
    """What is the same for all shelves that get as many songs.

    Attributes:
        wishes: for so many.
        size: from how many songs of a pool they are chosen.
        relevance: float32 (k,), what the songs of a pool are worth; by place alone.
    """

    wishes: Wishes
    size: int
    relevance: Float32

    def worth(self, count: int) -> Float32:
        """What the first ``count`` songs of a pool are worth; those beyond all others as much as the last."""
        beyond = count - len(self.relevance)
        return np.pad(self.relevance, (0, beyond), "edge") if beyond > 0 else self.relevance[:count]


@dataclass(frozen=True, eq=False)
class _Given:
    """Songs that stand on a shelf already.

    Attributes:
        drafts: the shelves.
        mask: bool (n,), which songs they hold.
        met: works that are no news: theirs, and those the listener knows or the request names.
    """

    drafts: Sequence["_Draft"]
    mask: Bool
    met: set[int]

    @classmethod
    def of(cls, pools: Pools, wishes: Wishes, drafts: Sequence["_Draft"]) -> "_Given":
        works, given = pools.snapshot.work_rows, cls(drafts, np.zeros(len(pools.snapshot), np.bool_), set())
        standing = given.rows
        known = np.concatenate([pools.listener.hidden, np.array(wishes.excluded, np.int32), standing])
        given.note(standing, works.take(known).tolist())
        return given

    @property
    def rows(self) -> Rows:
        """int32, all of them, by shelf."""
        return np.array([row for draft in self.drafts for row in draft.rows], np.int32)

    def note(self, rows: Rows, works: Iterable[int]) -> None:
        """Count songs among those given out, and works among those that are no news."""
        self.mask[rows] = True
        self.met.update(works)

    def left_of(self, pool: Rows) -> Rows:
        """The songs of a pool that are not given out."""
        return pool[~self.mask[pool]]


@dataclass(eq=False)
class _Draft:
    """A shelf while it is filled: its songs, the rules they break, and whether there are no more."""

    theme: Theme
    pools: Pools
    rows: list[int] = field(default_factory=list)
    broken: set[Rule] = field(default_factory=set)
    closed: bool = False
    _pool: Rows | None = None

    @property
    def pool(self) -> Rows:
        """What it is chosen from, once it is its turn; no cached property, whose lock takes 1 µs a shelf."""
        if self._pool is None:
            self._pool = pool_of(self.pools, self.theme)
        return self._pool

    def lacks(self, length: int) -> bool:
        """Whether it has fewer songs than that."""
        return len(self.rows) < length

    def take(self, rows: Rows, broken: Sequence[Rule]) -> bool:
        """Add the songs of a round, if there are enough of them; whether they were added."""
        if self.theme.kind not in FIXED:
            self.closed = len(rows) < (1 if self.rows else LEAST)
            if self.closed:
                return False
        self.rows.extend(rows.tolist())
        self.broken.update(broken)
        return True
