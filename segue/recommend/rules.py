"""Rules: what may come next in a list, and which rule gives way where nothing would be left.

The order of precedence, of everything that decides an answer, the first to hold longest:

1. Exclusions: those of the request, seeds, likes, hidden and snoozed songs, what just played. Never broken.
2. Blocks and filters: exact, never broken; an answer is rather short than wrong.
3. One recording per work, none of a work the listener knows or the request names.
4. An artist's share of an answer.
5. The gap between two songs of one artist.
6. Rotation: what was just shown rests (:mod:`segue.recommend.rotation`).
7. Unlikeness and discovery (:mod:`segue.recommend.diversity`, :mod:`segue.recommend.discovery`): only
   preferences, which nobody can break.

The first two are settled before there are candidates (:mod:`segue.recommend.eligibility`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from segue.base.arrays import Bool, Float32, Rows
from segue.factors.snapshot import Snapshot

ARTIST_GAP = 2
"""How many songs stand between two by one artist."""
ARTIST_SHARE = 0.3
"""The part of an answer one artist may fill; two songs are always allowed."""
KEPT_RELEVANCE = 0.5
"""An artist's gap or share gives way where it would leave less than this part of the relevance there is."""

_NOTHING: Rows = np.empty(0, np.int32)


class Rule(StrEnum):
    """The rules that may give way, the first to do so first."""

    ROTATION = "rotation"
    ARTIST_GAP = "artist_gap"
    ARTIST_SHARE = "artist_share"
    ONE_PER_WORK = "one_per_work"


def most_by_artist(length: int) -> int:
    """How many of ``length`` songs one artist may have."""
    return max(2, int(ARTIST_SHARE * length))


@dataclass(eq=False)
class Rules:
    """Which of k candidates may come next, while a list grows song by song.

    Positions are places among the candidates, which stand with the most relevant first.

    Attributes:
        artists: int32 (k,).
        works: int32 (k,).
        resting: bool (k,), what rotation would leave out.
        most: how many songs an artist may have, those before included.
        free: bool (k,), not taken yet.
        new_work: bool (k,), of no work that is known or taken.
        plays: int32 (k,), songs by the candidate's artist so far.
        ready: int32 (k,), the place from which the candidate's artist may stand again.
        place: of the next song; 0 the first.
    """

    artists: Rows
    works: Rows
    resting: Bool
    most: int
    free: Bool
    new_work: Bool
    plays: Rows
    ready: Rows
    place: int = 0
    _broken: set[Rule] = field(default_factory=set)

    @classmethod
    def over(
        cls,
        snapshot: Snapshot,
        rows: Rows,
        *,
        most: int,
        known: Rows = _NOTHING,
        before: Iterable[int] = (),
        resting: Bool | None = None,
    ) -> "Rules":
        """Begin a list, or go on with one.

        Args:
            snapshot: where the songs come from.
            rows: int32 (k,), the candidates, most relevant first.
            most: how many songs an artist may have, see :func:`most_by_artist`.
            known: int32, songs whose works are no news.
            before: rows that already stand in the list, the latest last; they count for every rule.
            resting: bool (k,), what rotation would leave out; nothing by default.
        """
        rules = cls(
            artists=snapshot.artist_rows[rows],
            works=snapshot.work_rows[rows],
            resting=np.zeros(len(rows), np.bool_) if resting is None else resting,
            most=most,
            free=np.ones(len(rows), np.bool_),
            new_work=~np.isin(snapshot.work_rows[rows], snapshot.work_rows[known]),
            plays=np.zeros(len(rows), np.int32),
            ready=np.zeros(len(rows), np.int32),
        )
        for row in before:
            rules._count(int(snapshot.artist_rows[row]), int(snapshot.work_rows[row]))
        return rules

    def allowed(self, relevance: Float32) -> Bool:
        """The candidates that may come next, bool (k,): those of every rule that does not give way.

        A rule gives way where it would leave no candidate; those about artists also where the most relevant
        candidate left has less than :data:`KEPT_RELEVANCE` of the relevance there would be without it.

        Args:
            relevance: float32 (k,), falling; below 0 all are equally far from relevant.
        """
        level = self.free
        for rule, kept in (
            (self.new_work, 0.0),
            (self.plays < self.most, KEPT_RELEVANCE),
            (self.ready <= self.place, KEPT_RELEVANCE),
        ):
            stricter = level & rule
            first = stricter.argmax()  # the most relevant one; 0 where there is none
            best = relevance[level.argmax()]
            if stricter[first] and max(relevance[first], 0) >= kept * max(best, 0):
                level = stricter
        return level

    def take(self, position: int) -> None:
        """Put a candidate at the next place."""
        if self.resting[position]:
            self._broken.add(Rule.ROTATION)
        if self.ready[position] > self.place:
            self._broken.add(Rule.ARTIST_GAP)
        if self.plays[position] >= self.most:
            self._broken.add(Rule.ARTIST_SHARE)
        if not self.new_work[position]:
            self._broken.add(Rule.ONE_PER_WORK)
        self.free[position] = False
        self._count(self.artists[position], self.works[position])

    @property
    def broken(self) -> tuple[Rule, ...]:
        """The rules that a song taken breaks, in the order in which rules give way."""
        return tuple(rule for rule in Rule if rule in self._broken)

    def _count(self, artist: int, work: int) -> None:
        self.new_work &= self.works != work
        same = self.artists == artist
        self.plays += same
        self.place += 1
        self.ready[same] = self.place + ARTIST_GAP
