"""A queue: songs one after another without end, the same whatever the size of its pages.

The song at a place depends on what was delivered before it, not on how many were asked for at once: it is
chosen among the best :data:`WINDOW` songs that are left. So pages joined are one long answer.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from segue.base.arrays import Float32, Int64, Rows
from segue.factors.directions import directions
from segue.factors.snapshot import Snapshot
from segue.recommend import rotation
from segue.recommend.diversity import variety_weight
from segue.recommend.eligibility import Eligible
from segue.recommend.order import Answer, scaled
from segue.recommend.ranking import Ranking
from segue.recommend.reach import PER_ARTIST, Reach
from segue.recommend.rules import Rules
from segue.recommend.wishes import Wishes

WINDOW = 100
"""How many of the best songs left the next one is chosen from; those that rest come on top."""
TAIL = 10
"""How many songs are looked back at; an artist's share is that of so many in a row."""
SMOOTHNESS = 0.1
"""What likeness to the song before weighs against relevance."""


@dataclass(frozen=True, eq=False)
class Before:
    """What came before the next song.

    Attributes:
        known: int32, songs of whose works no recording is news.
        heard: int32 (k,), what was heard before the queue began, newest last.
        taste: int32, songs that say which artists somebody keeps to, each once.
        delivered: int32 (t,), what the queue has given, each once; the last ``TAIL`` in order, newest last.
    """

    known: Rows
    heard: Rows
    taste: Rows
    delivered: Rows

    @property
    def tail(self) -> Rows:
        """int32, at most ``TAIL``: the songs just before the next one, newest last."""
        return np.concatenate([self.heard, self.delivered])[-TAIL:]


def continued(
    snapshot: Snapshot,
    relevance: Float32,
    eligible: Eligible,
    wishes: Wishes,
    before: Before,
    *,
    scores: Float32 | None = None,
) -> Answer:
    """The next ``wishes.limit`` songs of a queue; fewer only where no eligible song is left.

    Each step takes the song of highest (1 − v) · relevance + s · likeness to the song before − v · greatest
    likeness to a song of the tail, relevance being 1 … 0 within the window, likeness a cosine, v the weight
    of variety and s :data:`SMOOTHNESS`. What rests sinks, and :mod:`segue.recommend.rules` says which songs
    may come next; an artist's share is that of any ``TAIL`` songs in a row. Equal songs go by row.

    Args:
        snapshot: one release.
        relevance: float32 (n,), −1 … 1.
        eligible: which songs may come, those delivered aside.
        wishes: of the request.
        before: what came before.
        scores: float32 (n,), what songs are answered with; by default ``relevance``.
    """
    among = eligible.without(before.delivered)
    queue = _Queue(snapshot, relevance, among, wishes, before)
    rows = np.array([queue.take() for _ in range(min(wishes.limit, among.count))], np.int32)
    shown = (relevance if scores is None else scores)[rows]
    distances = np.clip(1 - shown, 0, 2).astype(np.float32)
    return Answer(Ranking(rows, shown, distances), among.count, queue.rules.broken)


class _Queue:
    """Takes songs one after another; positions are places among the songs in reach."""

    def __init__(
        self, snapshot: Snapshot, relevance: Float32, among: Eligible, wishes: Wishes, before: Before
    ) -> None:
        self._size = WINDOW + min(len(wishes.shown), rotation.REST)
        known = np.concatenate([before.known, before.delivered])
        reach = Reach.of(snapshot, relevance, among, known, size=self._size, limit=wishes.limit)
        self.rows = reach.rows
        self._of_artist = reach.of_artist.copy()
        self._left = np.ones(len(self.rows), np.bool_)
        self._relevance = relevance[self.rows]
        self._rest = rotation.rest(snapshot, self.rows, wishes.shown)
        self._variety = np.float32(variety_weight(wishes.diversity))
        vectors = snapshot.space.personal.item_vectors
        self._units = directions(vectors[self.rows])
        self._likeness = deque((_cosines(self._units, own) for own in directions(vectors[before.tail])), TAIL)
        self.rules = _SlidingRules.over(
            snapshot,
            self.rows,
            length=TAIL,
            taste=before.taste,
            sitting=True,
            known=known,
            before=before.tail.tolist(),
            resting=self._rest > 0,
        )
        self.rules.new_work &= reach.is_news

    def take(self) -> int:
        """Take the next song; gives its row. There must be one."""
        window = np.flatnonzero(self._left & (self._of_artist < PER_ARTIST))[: self._size]
        relevance = np.zeros(len(self.rows), np.float32)
        relevance[window] = scaled(self._relevance[window], len(window))
        self.rules.free = np.zeros(len(self.rows), np.bool_)
        self.rules.free[window] = True
        allowed = np.flatnonzero(self.rules.allowed)
        best = int(allowed[self._worth(relevance, allowed).argmax()])
        self._left[best] = False
        self._of_artist[self.rules.artists == self.rules.artists[best]] -= 1
        self._likeness.append(_cosines(self._units, self._units[best]))
        self.rules.take(best)
        return int(self.rows[best])

    def _worth(self, relevance: Float32, places: Int64) -> Float32:
        worth: Float32 = (1 - self._variety) * (relevance - self._rest)[places]
        if self._likeness:
            worth += np.float32(SMOOTHNESS) * self._likeness[-1][places]
            worth -= self._variety * np.max([near[places] for near in self._likeness], axis=0)
        return worth


@dataclass(eq=False)
class _SlidingRules(Rules):
    """Rules of a list without end: an artist's songs count for the next ``TAIL`` − 1 places."""

    recent: deque[int] = field(default_factory=deque)

    def _count(self, artist: int, work: int) -> None:
        super()._count(artist, work)
        self.recent.append(artist)
        if len(self.recent) == TAIL:
            self.plays -= self.artists == self.recent.popleft()


def _cosines(units: Float32, own: Float32) -> Float32:
    """The cosine of each row to one vector: float32 (k,).

    Summed row by row: within a matrix product rounding depends on a row's place, and so would the queue on
    its pages.
    """
    cosines: Float32 = (units * own).sum(axis=1)
    return cosines
