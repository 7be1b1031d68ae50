"""Eligibility: exclusions, blocks and filters, gathered once for a request; nothing later may break them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from segue.base.arrays import AnyArray, Bool, Rows
from segue.base.membership import contained, joined_by
from segue.factors.snapshot import Snapshot
from segue.recommend.listener import Listener
from segue.recommend.wishes import Wishes


@dataclass(frozen=True, eq=False)
class Eligible:
    """Which songs an answer may hold.

    Attributes:
        n_songs: n, of the release.
        excluded: int32, ascending, each once: rows that may not stand in the answer.
        passing: bool (n,), which songs pass filters and blocks; ``None`` where there are none.
    """

    n_songs: int
    excluded: Rows
    passing: Bool | None = None

    @cached_property
    def mask(self) -> Bool:
        """Of all songs those that may stand in the answer: bool (n,)."""
        mask = np.ones(self.n_songs, np.bool_) if self.passing is None else self.passing.copy()
        mask[self.excluded] = False
        return mask

    @cached_property
    def rows(self) -> Rows:
        """The songs that may stand in the answer: int32 (count,), ascending."""
        return np.flatnonzero(self.mask).astype(np.int32)

    @property
    def count(self) -> int:
        """How many songs may stand in the answer."""
        return self.n_songs - len(self.excluded) if self.passing is None else len(self.rows)

    @property
    def n_bytes(self) -> int:
        """What it holds in memory by now: what was asked of all songs stays, a byte or more for each."""
        of_all: list[AnyArray | None] = [vars(self).get(name) for name in ("passing", "mask", "rows")]
        return self.excluded.nbytes + sum(each.nbytes for each in of_all if each is not None)

    def holds(self, rows: Rows) -> Bool:
        """Which of some songs, int32 (k,), may stand in the answer: bool (k,); looks at these alone."""
        kept = ~contained(rows, self.excluded)
        return kept if self.passing is None else kept & self.passing[rows]

    def without(self, rows: Rows) -> "Eligible":
        """The same with more rows excluded."""
        return Eligible(self.n_songs, np.union1d(self.excluded, rows).astype(np.int32), self.passing)


def eligible(snapshot: Snapshot, listener: Listener, wishes: Wishes, *playing: int) -> Eligible:
    """Gather what keeps songs out of an answer.

    Args:
        snapshot: one release.
        listener: whose hidden songs are left out, and all by blocked artists or of blocked genres.
        wishes: with exclusions and a filter.
        playing: more rows to leave out.
    """
    excluded = listener.hidden
    if len(playing) == 1 and not wishes.excluded:
        excluded = joined_by(excluded, *playing)  # half the time
    elif wishes.excluded or playing:
        excluded = np.array(sorted({*excluded.tolist(), *wishes.excluded, *playing}), np.int32)
    blocked = len(listener.blocked_artists) or len(listener.blocked_genres)
    if wishes.filter.asks_nothing and not blocked:
        return Eligible(len(snapshot), excluded)
    passing = wishes.filter.passing(snapshot)
    passing &= ~np.isin(snapshot.artist_rows, listener.blocked_artists)
    passing &= ~np.isin(snapshot.facts.genre_rows, listener.blocked_genres)
    return Eligible(len(snapshot), excluded, passing)
