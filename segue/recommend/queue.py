"""A queue: songs one after another without end, the same whatever the size of its pages.

The song at a place depends on what was delivered before it, not on how many were asked for at once: it is
chosen among the best :data:`WINDOW` songs that are left. So pages joined are one long answer.

The loop is plain Python over numbers: of a hundred songs a step looks at some ten, and for so few a NumPy
call costs more than its arithmetic. Choosing ten songs takes 0.1 ms so, and took 1.5 ms in arrays.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import inf

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend import rotation
from segue.recommend.diversity import variety_weight
from segue.recommend.order import Answer
from segue.recommend.ranking import Ranking
from segue.recommend.reach import Reach
from segue.recommend.rules import Rule
from segue.recommend.tail import TAIL, ArtistRules, Tail
from segue.recommend.wishes import Wishes

WINDOW = 100
"""How many of the best songs left the next one is chosen from; those that rest come on top."""
FEWEST = 60
"""How few of them will do where more take another search."""
PER_ARTIST = 10
"""How many songs of a window may be by one artist, so that other artists are in reach."""
SMOOTHNESS = 0.1
"""What likeness to the song before weighs against relevance."""

_ROUNDING = 1e-6
_NONE: frozenset[Rule] = frozenset()


@dataclass(frozen=True, eq=False)
class Before:
    """What came before the next song.

    Attributes:
        heard: int32 (k,), what was heard before the queue began, newest last; none of it may come.
        artists: of the songs that say whom somebody keeps to, how many each artist has.
        delivered: int32 (t,), what the queue has given, each once; the last ``TAIL`` in order, newest last.
    """

    heard: Rows
    artists: Mapping[int, int]
    delivered: Rows

    @property
    def tail(self) -> Rows:
        """int32, at most ``TAIL``: the songs just before the next one, newest last."""
        return np.concatenate([self.heard, self.delivered])[-TAIL:]


@dataclass(frozen=True, eq=False)
class Taken:
    """Songs a queue has given.

    Attributes:
        rows: of each.
        scores: what each is answered with.
        broken: the rules that each breaks.
    """

    rows: list[int]
    scores: list[float]
    broken: list[frozenset[Rule]]


def continued(snapshot: Snapshot, reach: Reach, wishes: Wishes, before: Before) -> Answer:
    """The next ``wishes.limit`` songs of a queue; fewer only where no eligible song is left.

    Each step takes the song of highest (1 − v) · relevance + s · likeness to the song before − v · greatest
    likeness to a song of the tail, relevance being 1 … 0 within the window, likeness a cosine, v the weight
    of variety and s :data:`SMOOTHNESS`. What rests sinks, and :mod:`segue.recommend.rules` says which songs
    may come next; an artist's share is that of any ``TAIL`` songs in a row. Equal songs go by row. Of the
    works of songs that are left out no recording is news.

    Args:
        snapshot: one release.
        reach: the songs that may come, those delivered among them, and how relevant they are.
        wishes: of the request.
        before: what came before.
    """
    left = reach.eligible.count
    if len(before.delivered):
        left -= int(np.count_nonzero(reach.eligible.holds(before.delivered)))
    taken = taken_next(snapshot, reach, wishes, before)
    relaxed = _NONE.union(*taken.broken)
    ranking = ranking_of(np.array(taken.rows, np.int32), np.array(taken.scores, np.float32))
    return Answer(ranking, left, tuple(rule for rule in Rule if rule in relaxed) if relaxed else ())


def ranking_of(rows: Rows, scores: Float32) -> Ranking:
    """Songs of a queue with their scores; distance is 1 − score, in 0 … 2."""
    distances = 1 - scores
    np.maximum(distances, 0, out=distances)
    return Ranking(rows, scores, np.minimum(distances, 2, out=distances))


def taken_next(snapshot: Snapshot, reach: Reach, wishes: Wishes, before: Before) -> Taken:
    """See :func:`continued`."""
    queue = _Queue(snapshot, reach, wishes, before)
    taken = Taken([], [], [])
    for _ in range(wishes.limit):
        place = queue.take()
        if place is None:
            break
        taken.rows.append(reach.rows[place])
        taken.scores.append(reach.scores[place])
        taken.broken.append(queue.broken)
    return taken


class _Queue:
    """Takes songs one after another. A place is that of a song in reach.

    Attributes:
        broken: the rules that the song taken last breaks.
    """

    def __init__(self, snapshot: Snapshot, reach: Reach, wishes: Wishes, before: Before) -> None:
        tail = before.tail
        self.broken = _NONE
        self._reach = reach
        self._wanted = WINDOW + min(len(wishes.shown), rotation.REST)
        self._least = self._wanted - WINDOW + FEWEST
        self._deep = self._wanted + wishes.limit + len(before.delivered)
        self._window: list[int] = []
        self._taken: int | None = None
        self._gone = set(before.delivered.tolist())
        self._works = set(snapshot.work_rows[reach.eligible.excluded].tolist())
        self._works.update(snapshot.work_rows[before.delivered].tolist() if self._gone else ())
        self._later: list[int] = []
        self._others = inf  # the place from which on no song is news
        self._unread: Iterator[tuple[int, int, int]] = iter(())  # places, works and artists
        self._of_artist: dict[int, int] = {}
        self._waiting: dict[int, deque[int]] = {}
        self._rests = rotation.rests(snapshot, wishes.shown) if wishes.shown else None
        variety = variety_weight(wishes.diversity)
        self._variety, self._relevance = variety, 1 - variety
        # s · c − v · m with c ≤ m, both cosines, is greatest where they are equal and at one of their ends
        self._at_most = abs(variety - SMOOTHNESS) + _ROUNDING
        self._rules = ArtistRules(snapshot, before.artists, tail)
        self._tail = Tail(snapshot, reach, tail)

    def take(self) -> int | None:
        """Take the next song; gives its place. ``None`` where none is left."""
        reach = self._reach
        if self._taken is not None:
            self._follow(self._taken)
        self._fill()
        if not self._window:
            return None
        place = self._best()
        if place is None:
            place = self._best_yielding()
            self.broken = self._rules.broken_by(reach.artists[place])
            if place >= self._others:
                self.broken |= {Rule.ONE_PER_WORK}
        else:
            self.broken = _NONE
        if self._rests is not None and reach.works[place] in self._rests:
            self.broken |= {Rule.ROTATION}
        self._taken = place
        return place

    def _follow(self, place: int) -> None:
        """Count a song taken, which takes a while, and no song does it that none follows."""
        artist = self._reach.artists[place]
        self._window.remove(place)
        waiting = self._waiting.get(artist)
        if waiting:
            insort(self._window, waiting.popleft())
        else:
            self._of_artist[artist] -= 1
        self._rules.take(artist)
        self._tail.take(place)

    def _best(self) -> int | None:
        """The song of most worth that breaks no rule; ``None`` where there is none, or no song is news.

        Goes down in the order of relevance until no song further down can be worth more.
        """
        reach, window, tail = self._reach, self._window, self._tail
        last = window[-1]
        if last >= self._others:
            return None
        relevance, artists, works, barred = reach.relevance, reach.artists, reach.works, self._rules.barred()
        lowest = relevance[last]
        scale = self._relevance / (relevance[window[0]] - lowest or 1.0)
        at_most, variety, rests = self._at_most, self._variety, self._rests
        before, nearest = tail.likeness(window[0])
        origin, known = tail.origin, tail.origin + len(before)
        best, most = None, -inf
        for place in window:
            worth = scale * (relevance[place] - lowest)
            if worth + at_most < most:
                break
            if artists[place] in barred:
                continue
            if place >= known:
                before, nearest = tail.likeness(place)
                known = origin + len(before)
            worth += SMOOTHNESS * before[place - origin] - variety * nearest[place - origin]
            if rests is not None:
                worth -= self._relevance * rests.get(works[place], 0.0)
            if worth > most:
                best, most = place, worth
        return best

    def _best_yielding(self) -> int:
        """The song of most worth, where rules give way that would leave none."""
        reach, rules = self._reach, self._rules
        falling = list(accumulate((reach.relevance[place] for place in self._window), min))
        scale = self._relevance / (falling[0] - falling[-1] or 1.0)
        relevance = dict(zip(self._window, falling, strict=True))
        self._tail.likeness(self._window[0])
        before, nearest = self._tail.likeness(self._window[-1])
        origin = self._tail.origin

        def worth(place: int) -> float:
            of = scale * (relevance[place] - falling[-1])
            of += SMOOTHNESS * before[place - origin] - self._variety * nearest[place - origin]
            if self._rests is not None:
                of -= self._relevance * self._rests.get(reach.works[place], 0.0)
            return of

        level = self._window
        level = [place for place in level if place < self._others] or level
        level = [place for place in level if reach.artists[place] not in rules.full] or level
        near = rules.near()
        level = [place for place in level if reach.artists[place] not in near] or level
        return max(level, key=worth)

    def _fill(self) -> None:
        """Let songs into the window until it is full.

        Other recordings of a work that is known or was let in come last; songs by an artist who has
        ``PER_ARTIST`` in the window wait.
        """
        window, known, of_artist = self._window, self._works, self._of_artist
        missing = self._wanted - len(window)
        while missing > 0:
            others = self._others
            for place, work, artist in self._unread:
                if work in known and place < others:
                    self._later.append(place)
                    continue
                known.add(work)
                count = of_artist.get(artist, 0)
                if count == PER_ARTIST:
                    self._waiting.setdefault(artist, deque()).append(place)
                    continue
                of_artist[artist] = count + 1
                window.append(place)
                missing -= 1
                if not missing:
                    break
            else:
                if len(window) >= self._least or not self._read_on():
                    break

    def _read_on(self) -> bool:
        """Have more songs to let in; whether there are any."""
        reach, begin = self._reach, len(self._reach.rows)
        if not reach.deepen(self._deep):
            if not self._later:
                return False
            self._read_later()
        artists, works = reach.artists[begin:], reach.works[begin:]
        self._unread = zip(range(begin, len(reach.rows)), works, artists, strict=True)
        return True

    def _read_later(self) -> None:
        """No other work is left: put what is no news behind all that is in reach, but for what is gone."""
        reach, gone = self._reach, self._gone
        later = [place for place in self._later if reach.rows[place] not in gone]
        self._others = len(reach.rows)
        for numbers in (reach.rows, reach.artists, reach.works):
            numbers += [numbers[place] for place in later]
        for scores in (reach.relevance, reach.scores):
            scores += [scores[place] for place in later]
        self._later = []
