"""From a pool of candidates to an answer: relevance first, then variety."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from segue.base.arrays import Bool, Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.eligibility import Eligible
from segue.recommend.ranking import Ranking
from segue.recommend.wishes import Order, Wishes

RELEVANCE_SHARE = 0.9
"""λ of MMR: what relevance weighs against unlikeness to the songs already chosen."""
ARTIST_GAP = 2
"""How many songs stand between two by one artist."""
ARTIST_SHARE = 0.3
"""The part of an answer one artist may fill; two songs are always allowed."""
KEPT_RELEVANCE = 0.2
"""An artist's gap or share gives way where it would leave less than this part of the relevance there is."""


class Rule(StrEnum):
    """The rules that may give way, the first to do so first."""

    ARTIST_GAP = "artist_gap"
    ARTIST_SHARE = "artist_share"
    ONE_PER_WORK = "one_per_work"


@dataclass(frozen=True, eq=False)
class Answer:
    """Songs for somebody, and what could not be kept for them.

    Attributes:
        ranking: the songs, in the order to show them.
        eligible_count: how many songs could have stood in the answer.
        relaxed: the rules some song of the answer breaks, in the order in which rules give way.
    """

    ranking: Ranking
    eligible_count: int
    relaxed: tuple[Rule, ...]


def pool_size(limit: int) -> int:
    """How many candidates a balanced answer of ``limit`` songs is chosen from."""
    return max(100, 5 * limit)


def arranged(snapshot: Snapshot, pool: Ranking, eligible: Eligible, wishes: Wishes, *, known: Rows) -> Answer:
    """Choose up to ``wishes.limit`` songs one after another by maximal marginal relevance, under the rules.

    Each step takes the song of highest λ · relevance − (1 − λ) · likeness, relevance being the pool's score
    scaled to 0 … 1 and likeness the greatest cosine to a song already chosen (Carbonell & Goldstein 1998).
    Equal songs go by their place in the pool. Rules, the first to give way last: one recording per work,
    none of a work in ``known``; an artist's share; the gap between two songs of one artist. They give way
    where no candidate would be left, the two about artists also where what is left is far from relevant.

    Args:
        snapshot: where the songs come from.
        pool: candidates, best first, all eligible.
        eligible: what they were searched among.
        wishes: of the request.
        known: int32, songs of the listener; another recording of one of them is not news.
    """
    limit = wishes.limit
    if wishes.order is Order.RELEVANCE:
        return Answer(pool.at(slice(limit)), eligible.count, ())
    rules = _Rules.over(snapshot, pool.rows, known, limit)
    unit = _unit(snapshot.space.personal.item_vectors[pool.rows])
    relevance = _scaled(pool.scores)
    likeness = np.full(len(pool), -1.0, np.float32)
    chosen: list[int] = []
    while len(chosen) < min(limit, len(pool)):
        variety = (1 - RELEVANCE_SHARE) * likeness if chosen else 0
        worth = RELEVANCE_SHARE * relevance - variety
        best = int(np.where(rules.allowed(relevance), worth, -np.inf).argmax())
        chosen.append(best)
        rules.take(best)
        np.maximum(likeness, unit @ unit[best], out=likeness)
    return Answer(pool.at(np.array(chosen, np.int64)), eligible.count, tuple(rules.broken()))


@dataclass(eq=False)
class _Rules:
    """Which candidates may come next; positions are places in the pool."""

    artists: Rows
    works: Rows
    free: Bool
    new_work: Bool
    plays_of_artist: Rows
    last_of_artist: Rows
    cap: int
    length: int = 0
    gave_way: set[Rule] = field(default_factory=set)

    @classmethod
    def over(cls, snapshot: Snapshot, rows: Rows, known: Rows, limit: int) -> "_Rules":
        _, artists = np.unique(snapshot.artist_rows[rows], return_inverse=True)
        works = snapshot.work_rows[rows]
        return cls(
            artists=artists.astype(np.int32),
            works=works,
            free=np.ones(len(rows), np.bool_),
            new_work=~np.isin(works, snapshot.work_rows[known]),
            plays_of_artist=np.zeros(len(rows), np.int32),
            last_of_artist=np.full(len(rows), -ARTIST_GAP - 1, np.int32),
            cap=max(2, int(ARTIST_SHARE * limit)),
        )

    def allowed(self, relevance: Float32) -> Bool:
        """The candidates that may come next, bool (pool,): those of every rule that does not give way."""
        level = self.free
        spaced = self.length - self.last_of_artist[self.artists] > ARTIST_GAP
        under_cap = self.plays_of_artist[self.artists] < self.cap
        for rule, kept in ((self.new_work, 0.0), (under_cap, KEPT_RELEVANCE), (spaced, KEPT_RELEVANCE)):
            stricter = level & rule
            if stricter.any() and relevance[stricter].max() >= kept * relevance[level].max():
                level = stricter
        return level

    def broken(self) -> list[Rule]:
        """The rules that a song taken breaks."""
        return [rule for rule in Rule if rule in self.gave_way]

    def take(self, position: int) -> None:
        artist = self.artists[position]
        if not self.new_work[position]:
            self.gave_way.add(Rule.ONE_PER_WORK)
        if self.plays_of_artist[artist] >= self.cap:
            self.gave_way.add(Rule.ARTIST_SHARE)
        if self.length - self.last_of_artist[artist] <= ARTIST_GAP:
            self.gave_way.add(Rule.ARTIST_GAP)
        self.free[position] = False
        self.new_work &= self.works != self.works[position]
        self.plays_of_artist[self.artists[position]] += 1
        self.last_of_artist[self.artists[position]] = self.length
        self.length += 1


def _scaled(scores: Float32) -> Float32:
    """Scores as 0 … 1 that never rise along the pool, whose order is what counts."""
    if len(scores) == 0:
        return scores
    falling = np.minimum.accumulate(scores)
    span = float(falling[0] - falling[-1]) or 1.0
    scaled: Float32 = ((falling - falling[-1]) / span).astype(np.float32)
    return scaled


def _unit(vectors: Float32) -> Float32:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)
