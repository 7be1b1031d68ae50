"""Reach: the eligible songs in the order of their relevance, searched as deep as a page looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.first_pages import NEAR
from segue.factors.snapshot import Snapshot
from segue.recommend.eligibility import Eligible
from segue.recommend.ranking import NOTHING, Ranking

FIRST = NEAR
"""How many songs are searched at first: a window, a page, and what gives way to one recording per work."""
FIRST_DEALT = 2 * FIRST
"""How many where the best are dealt out anew, up to 200 of them."""
DEEPER = 2
"""How many times as deep the next search goes."""


class Search(Protocol):
    """Finds the best eligible songs."""

    def __call__(self, count: int, *, exactly: bool) -> Ranking:
        """The ``count`` best, equal ones by row; by an index fewer, or others, unless ``exactly``."""


@dataclass(frozen=True, eq=False)
class Pool:
    """The best eligible songs.

    Attributes:
        rows: int32 (k,).
        relevance: float32 (k,), falling: what they are chosen by.
        scores: float32 (k,), what they are answered with.
    """

    rows: Rows
    relevance: Float32
    scores: Float32

    def dealt(self, rows: Rows, scores: Float32) -> "Pool":
        """The first songs in another order, with what they are answered with; relevance falls as it did.

        Equal ones go by row.
        """
        rows = np.concatenate([rows, self.rows[len(rows) :]])
        scores = np.concatenate([scores, self.scores[len(scores) :]])
        places = np.lexsort((rows, -self.relevance))
        return Pool(rows[places], self.relevance, scores[places])


Deal = Callable[[Pool], Pool]
"""Deals the best songs out anew, those below a depth of its own staying where they are."""


class Reach:
    """The eligible songs, the best first, as far as they were searched.

    The order is the same however deep is looked, and whoever looks: it grows by steps that are always the
    same, and what an index finds only on a deeper one comes after what it found before. So pages of a queue
    that are answered at different depths fit together.

    Attributes:
        eligible: what may come.
        rows: of each song in reach.
        relevance: never rising.
        scores: what each is answered with.
        artists: number of each song's artist.
        works: number of each song's work.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        search: Search,
        eligible: Eligible,
        deal: Deal | None,
        *,
        stepwise: bool,
        first: Ranking | None = None,
    ) -> None:
        """Look no deeper than asked.

        Args:
            snapshot: one release.
            search: among the eligible songs.
            eligible: what may come.
            deal: what is made of the best songs; nothing by default.
            stepwise: whether a deeper search may find what the one before has missed; otherwise one search
                does for several steps.
            first: what stands in the place of the first search, of ``FIRST`` songs but for those that may
                not come; only where nothing is dealt, and stepwise.
        """
        self.eligible = eligible
        self.rows: list[int] = []
        self.relevance: list[float] = []
        self.scores: list[float] = []
        self.artists: list[int] = []
        self.works: list[int] = []
        self._snapshot = snapshot
        self._search = search
        self._deal = deal
        self._stepwise = stepwise
        self._first = first
        self._found = NOTHING
        self._exactly = False
        self._depth = 0

    def deepen(self, wanted: int) -> bool:
        """Go a step deeper, where there can be more. Where one search does, it is as deep as ``wanted``."""
        total = self.eligible.count
        if self._depth >= total:
            return False
        if self._depth == 0 and self._first is not None:
            self._depth = FIRST
            self._add(self._first)
            return True
        self._depth = self._depth * DEEPER or (FIRST if self._deal is None else FIRST_DEALT)
        count = min(self._depth, total)
        if len(self._found) < count:
            deep = self._depth
            while deep < wanted and not self._stepwise:
                deep *= DEEPER
            deep = min(deep, total)
            self._found = self._search(deep, exactly=self._exactly)
            if len(self._found) < deep and not self._exactly:
                # an index has no more: what follows is compared one by one
                self._exactly = True
                self._depth //= DEEPER
        self._add(self._found.at(slice(count)))
        return True

    def _add(self, best: Ranking) -> None:
        pool = Pool(best.rows, best.scores, best.scores)
        if self.rows:
            fresh = ~np.isin(best.rows, np.array(self.rows, np.int32))
            pool = Pool(best.rows[fresh], best.scores[fresh], best.scores[fresh])
            if len(pool.rows) and pool.relevance[0] > self.relevance[-1]:
                pool = Pool(pool.rows, np.minimum(pool.relevance, self.relevance[-1]), pool.scores)
        elif self._deal is not None:
            pool = self._deal(pool)
        scores = pool.scores.tolist()
        self.rows += pool.rows.tolist()
        self.relevance += scores if pool.relevance is pool.scores else pool.relevance.tolist()
        self.scores += scores
        self.artists += self._snapshot.artist_rows.take(pool.rows).tolist()
        self.works += self._snapshot.work_rows.take(pool.rows).tolist()
