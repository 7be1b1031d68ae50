"""From a pool of candidates to an answer: relevance first, under the rules, then variety."""

from dataclasses import dataclass

import numpy as np

from segue.base.arrays import NO_ROWS, Float32, Int64, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend import discovery, rotation
from segue.recommend.choice import chosen
from segue.recommend.diversity import variety_weight
from segue.recommend.eligibility import Eligible
from segue.recommend.ranking import Ranking
from segue.recommend.rules import Ledger, Rule, leanings_of
from segue.recommend.wishes import Order, Wishes


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


def breadth(limit: int) -> int:
    """Of how many candidates relevance tells apart the songs of an answer of ``limit``."""
    return max(100, 5 * limit)


def pool_size(wishes: Wishes) -> int:
    """How many candidates an answer is chosen from: more where songs rest, and to either end of discovery."""
    return round(breadth(wishes.limit) * discovery.depth(wishes.discovery)) + min(
        len(wishes.shown), rotation.REST
    )


def arranged(
    snapshot: Snapshot,
    pool: Ranking,
    eligible: Eligible,
    wishes: Wishes,
    *,
    known: Rows,
    taste: Rows = NO_ROWS,
) -> Answer:
    """Choose up to ``wishes.limit`` songs one after another, the one of most marginal relevance each time.

    Relevance is the pool's score, 1 for the best and 0 at the place :func:`breadth`; discovery tilts it, and
    what rests sinks by as much of it as it has still to rest. :mod:`segue.recommend.rules` says which songs
    may come next. Equal songs go by their place in the pool.

    Args:
        snapshot: where the songs come from.
        pool: candidates, best first, all eligible.
        eligible: what they were searched among.
        wishes: of the request; with ``Order.RELEVANCE`` the pool is taken as it is, and no rule holds.
        known: int32, songs of the listener; another recording of one of them is not news.
        taste: int32, the songs somebody likes, which say how many songs an artist may have.
    """
    if wishes.order is Order.RELEVANCE:
        return Answer(pool.at(slice(wishes.limit)), eligible.count, ())
    met = set(snapshot.work_rows[known].tolist())
    if wishes.excluded:
        met.update(snapshot.work_rows[list(wishes.excluded)].tolist())
    ledger = Ledger(wishes.limit, leanings_of(snapshot, taste), met)
    relevance = scaled(pool.scores, breadth(wishes.limit))
    places = filled(snapshot, pool.rows, relevance, wishes, ledger, known=known)
    return Answer(pool.at(places), eligible.count, ledger.broken)


def filled(
    snapshot: Snapshot, rows: Rows, relevance: Float32, wishes: Wishes, ledger: Ledger, *, known: Rows
) -> Int64:
    """The same where a list goes on: ``ledger`` says what stands there, and gets what is chosen.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,), candidates, best first.
        relevance: float32 (k,), theirs, never rising, see :func:`scaled`.
        wishes: of the request.
        ledger: of the list.
        known: int32, songs of the listener, which discovery looks at.

    Returns:
        int64, places of up to ``wishes.limit`` candidates, in the order chosen.
    """
    count, order = wishes.limit, None
    tilted = discovery.tilted(snapshot, rows, relevance, wishes.discovery, count=count, known=known)
    if tilted is not relevance:
        order = np.argsort(-tilted, kind="stable")
        rows, relevance = rows[order], tilted[order]
    places = chosen(
        snapshot,
        rows,
        relevance,
        weight=variety_weight(wishes.diversity),
        ledger=ledger,
        count=count,
        rest=rotation.rest(snapshot, rows, wishes.shown) if wishes.shown else None,
    )
    return np.array(places, np.int64) if order is None else order[places]


def scaled(scores: Float32, breadth: int) -> Float32:
    """Scores as numbers that never rise: 1 the first, 0 the last of ``breadth``, below 0 further on."""
    if len(scores) == 0:
        return scores
    falling = np.minimum.accumulate(scores)
    lowest = falling[min(breadth, len(falling)) - 1]
    span = falling[0] - lowest or np.float32(1)
    relevance: Float32 = (falling - lowest) / span
    return relevance
