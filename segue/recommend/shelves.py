"""Shelves: the rows of a "For you" page."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np

from segue.base.arrays import NO_ROWS, Bool, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.around import Around
from segue.recommend.discovery import NEUTRAL
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.order import Answer, filled, pool_size
from segue.recommend.pools import Pools
from segue.recommend.ranking import Ranking
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
        short = [draft for draft in shown if draft.theme.kind in FIXED and draft.lacks(self.wishes.limit)]
        if short:
            given = _Given.of(self.pools, self.wishes, shown)
        for draft in short:
            self._continue(draft, self.wishes.limit, given)
        return [draft.shelf(self.wishes.limit) for draft in shown if draft.answers]

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
            draft.take(self._next(draft, length, given))
            given.note(draft.rows)

    def _next(self, draft: "_Draft", length: int, given: "_Given") -> Answer:
        """The songs of one round; where a fixed shelf has none left of its own, the next best there are."""
        snapshot, listener = self.pools.snapshot, self.pools.listener
        wishes = self._of_length(length - len(draft.rows))
        left = given.left_of(draft.pool)
        if draft.theme.kind in FIXED and len(left) < wishes.limit:
            left = left.followed_by(given.left_of(self.pools.further))
        ledger = Ledger(length, self._shares, given.met)
        for row in draft.rows:
            ledger.count(int(snapshot.artist_rows[row]), int(snapshot.work_rows[row]))
        # only a turned dial looks at what is known
        known = NO_ROWS if wishes.discovery == NEUTRAL else np.concatenate([listener.hidden, given.rows])
        pool = left.at(slice(pool_size(wishes)))
        return filled(snapshot, pool, self.pools.among, wishes, ledger, known=known)

    def _of_length(self, limit: int) -> Wishes:
        if limit not in self._wishes:
            self._wishes[limit] = replace(self.wishes, limit=limit)
        return self._wishes[limit]

    @cached_property
    def _wishes(self) -> dict[int, Wishes]:
        return {}

    @cached_property
    def _shares(self) -> dict[int, float]:
        return leanings(self.pools.snapshot, self.pools.listener.songs)


@dataclass(frozen=True, eq=False)
class _Given:
    """Songs that stand on a shelf already.

    Attributes:
        drafts: the shelves.
        works: int32 (n,), of all songs.
        mask: bool (n,), which songs they hold.
        met: works that are no news: theirs, and those the listener knows or the request names.
    """

    drafts: Sequence["_Draft"]
    works: Rows
    mask: Bool
    met: set[int]

    @classmethod
    def of(cls, pools: Pools, wishes: Wishes, drafts: Sequence["_Draft"]) -> "_Given":
        works = pools.snapshot.work_rows
        given = cls(drafts, works, np.zeros(len(works), np.bool_), set())
        for rows in (pools.listener.hidden, list(wishes.excluded)):
            given.met.update(works[rows].tolist())
        for draft in drafts:
            given.note(draft.rows)
        return given

    @property
    def rows(self) -> Rows:
        """int32, all of them, by shelf."""
        return np.concatenate([draft.rows for draft in self.drafts])

    def note(self, rows: Rows) -> None:
        """Count songs among those given out."""
        self.mask[rows] = True
        self.met.update(self.works[rows].tolist())

    def left_of(self, pool: Ranking) -> Ranking:
        """The songs of a pool that are not given out."""
        return pool.at(~self.mask[pool.rows])


@dataclass(eq=False)
class _Draft:
    """A shelf while it is filled: the songs of each round, and whether there are more."""

    theme: Theme
    pools: Pools
    answers: list[Answer] = field(default_factory=list)
    rows: Rows = field(default_factory=NO_ROWS.copy)
    closed: bool = False

    @cached_property
    def pool(self) -> Ranking:
        return pool_of(self.pools, self.theme)

    def lacks(self, length: int) -> bool:
        """Whether it has fewer songs than that."""
        return len(self.rows) < length

    def take(self, answer: Answer) -> None:
        if self.theme.kind not in FIXED:
            self.closed = len(answer.ranking) < (1 if self.answers else LEAST)
        if len(answer.ranking) and not self.closed:
            self.answers.append(answer)
            self.rows = np.concatenate([self.rows, answer.ranking.rows])

    def shelf(self, limit: int) -> Shelf:
        ranking = self.answers[0].ranking
        for answer in self.answers[1:]:
            ranking = ranking.followed_by(answer.ranking)
        broken = {rule for answer in self.answers for rule in answer.relaxed}
        relaxed = tuple(rule for rule in Rule if rule in broken)
        return Shelf(self.theme, Answer(ranking.at(slice(limit)), self.answers[0].eligible_count, relaxed))
