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

from collections import Counter
from collections.abc import Container, Mapping
from enum import StrEnum
from typing import ClassVar

from segue.base.arrays import Rows
from segue.factors.snapshot import Snapshot

ARTIST_GAP = 2
"""How many songs stand between two by one artist."""
ARTIST_SHARE = 0.3
"""The part of a list one artist may fill; two songs are always allowed."""
LEANING = 2.0
"""An artist may fill so many times the part it has of the songs a listener likes, if that is more."""
MOST_SHARE = 0.6
"""The part no artist may fill more of, whoever keeps to it."""
LEAST_TASTE = 7
"""How many songs have to be known before their artists say what somebody leans to."""

_ROUNDING = 1e-9


class Rule(StrEnum):
    """The rules that may give way, the first to do so first."""

    ROTATION = "rotation"
    ARTIST_GAP = "artist_gap"
    ARTIST_SHARE = "artist_share"
    ONE_PER_WORK = "one_per_work"


def artists_of(snapshot: Snapshot, rows: Rows) -> dict[int, int]:
    """How many of some songs, int32 (k,), each artist has who has any."""
    return Counter(snapshot.artist_rows[rows].tolist())


def leanings(artists: Mapping[int, int], *, sitting: bool = False) -> dict[int, float]:
    """The artists who may fill more of a list than ``ARTIST_SHARE``, and which part.

    Those whom somebody keeps to: lists follow the proportions of a taste (calibration, Steck 2018), as far as
    there are songs enough to know them by, and up to ``MOST_SHARE``.

    Args:
        artists: how many of the songs somebody likes each artist has, see :func:`artists_of`.
        sitting: whether they were heard in one sitting; then fewer than ``LEAST_TASTE`` count as so many,
            those missing as by others. Otherwise so few say nothing.
    """
    known = sum(artists.values())
    if known < LEAST_TASTE and not sitting:
        return {}
    size = max(known, LEAST_TASTE)
    enough = ARTIST_SHARE * size / LEANING - _ROUNDING
    leaning = [(artist, LEANING * count / size) for artist, count in artists.items() if count > enough]
    return {artist: min(share, MOST_SHARE) for artist, share in leaning if share > ARTIST_SHARE}


def leanings_of(snapshot: Snapshot, taste: Rows) -> dict[int, float]:
    """The same of somebody who likes these songs, int32 (k,), each once; too few are not even counted."""
    return leanings(artists_of(snapshot, taste)) if len(taste) >= LEAST_TASTE else {}


def most_of(share: float, length: int) -> int:
    """How many of ``length`` songs an artist with a share may have, at least 2."""
    return max(2, int(share * length + _ROUNDING))


def gap_of(share: float) -> int:
    """How many songs stand between two by an artist with a share: 0 … ``ARTIST_GAP``."""
    return min(ARTIST_GAP, int(1 / share + _ROUNDING) - 1)


class Ledger:
    """What stands in a list, song by song, and so what a song would break that came next.

    Artists and works are numbers as in :class:`Snapshot`. Plain dictionaries: a song is looked up in 0.2 µs,
    where numpy, which has to look at all candidates, took 5.

    Args:
        length: of the list, of which an artist may have its share.
        shares: of artists who may have more than others, see :func:`leanings`.
        met: works that are no news; it is not changed.

    Attributes:
        works: those in the list.
    """

    TOO_SOON: ClassVar[int] = 1
    """The cost of nothing but an artist standing closer to itself than it may."""

    def __init__(self, length: int, shares: Mapping[int, float], met: Container[int]) -> None:
        self.place = 0
        self._met = met
        self.works: set[int] = set()
        self._most, self._gap = most_of(ARTIST_SHARE, length), gap_of(ARTIST_SHARE)
        self._most_of = {artist: most_of(share, length) for artist, share in shares.items()}
        self._gap_of = {artist: gap_of(share) for artist, share in shares.items()}
        self._plays: dict[int, int] = {}
        self._ready: dict[int, int] = {}
        self._broken = 0

    def cost(self, artist: int, work: int) -> int:
        """What a song would break at the next place: 0 for nothing.

        4 for a work that is no news, 2 for an artist's share, 1 for an artist's gap, together. Rules are
        tried the hardest first, so of several songs those of least cost may come.
        """
        cost = 4 if work in self.works or work in self._met else 0
        if artist in self._plays:
            if self._plays[artist] >= self._most_of.get(artist, self._most):
                cost += 2
            if self._ready[artist] > self.place:
                cost += 1
        return cost

    def ready(self, artist: int) -> int:
        """The place from which an artist may stand again."""
        return self._ready.get(artist, 0)

    def take(self, artist: int, work: int, *, resting: bool = False) -> None:
        """Put a song at the next place; ``resting`` says whether rotation would leave it out."""
        self._broken |= self.cost(artist, work) | (8 if resting else 0)
        self.count(artist, work)

    def count(self, artist: int, work: int) -> None:
        """The same for a song that breaks nothing, as one that stood there before."""
        self.works.add(work)
        self.place = place = self.place + 1
        plays, gaps = self._plays, self._gap_of
        plays[artist] = plays.get(artist, 0) + 1
        self._ready[artist] = place + (gaps.get(artist, self._gap) if gaps else self._gap)

    @property
    def broken(self) -> tuple[Rule, ...]:
        """The rules that a song taken breaks, in the order in which rules give way."""
        return tuple(rule for bit, rule in _BITS if self._broken & bit) if self._broken else ()


_BITS = ((8, Rule.ROTATION), (1, Rule.ARTIST_GAP), (2, Rule.ARTIST_SHARE), (4, Rule.ONE_PER_WORK))


def has_room(snapshot: Snapshot, rows: Rows, taste: Rows, length: int) -> bool:
    """Whether a list of ``length`` can be filled from some songs, int32 (k,), by the shares of artists."""
    counts = artists_of(snapshot, rows)
    if len(counts) >= length:
        return True
    shares = leanings_of(snapshot, taste)
    most = (most_of(shares.get(artist, ARTIST_SHARE), length) for artist in counts)
    return sum(map(min, counts.values(), most)) >= length
