"""Shelves: the rows of a "For you" page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from segue.base.arrays import Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import alike, for_listener
from segue.recommend.chance import shuffled, uniforms
from segue.recommend.eligibility import Eligible, eligible
from segue.recommend.listener import Listener
from segue.recommend.order import Answer, arranged, pool_size
from segue.recommend.ranking import Ranking
from segue.recommend.wishes import Wishes

BECAUSE_YOU_LIKE = "Because you like"
MORE_FROM_YOUR_VIBE = "More from your vibe"
FRESH_MIX = "Fresh mix"
YOUR_TASTE = "your taste"

ANCHORS = 4
"""How many of the listener's songs "More from your vibe" starts from on one day."""
FRESH_POOL = 120
"""How deep into the listener's ranking "Fresh mix" reaches."""
FRESH_SPREAD = 2.0
"""How evenly "Fresh mix" draws from that depth."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """One row of the page.

    Attributes:
        label: unique within an answer.
        seed_used: ``"your taste"`` where the listener's own songs led here, else ``None``.
        answer: at least one song, none that stands on an earlier shelf.
    """

    label: str
    seed_used: str | None
    answer: Answer


def shelves(
    snapshot: Snapshot, listener: Listener, wishes: Wishes, *, day: date, variation: str | None = None
) -> list[Shelf]:
    """The shelves of one listener for one day, each with up to ``wishes.limit`` songs.

    The same release, listener, day and variation give the same shelves. No song stands twice, nor does any
    of the listener's own; a shelf that would be empty is left out.
    """
    key = (snapshot.release_id, day.isoformat(), variation or "")
    among = eligible(snapshot, listener, wishes)
    known = listener.hidden
    page = []
    reach = for_listener(snapshot, listener, among, _reach(wishes))
    for label, seed_used, pool in _pools(snapshot, listener, among, reach, key):
        fresh = pool.at(~np.isin(pool.rows, known))
        answer = arranged(snapshot, fresh, among, wishes, known=known)
        if len(answer.ranking):
            page.append(Shelf(label, seed_used, answer))
            known = np.concatenate([known, answer.ranking.rows])
    return page


def _reach(wishes: Wishes) -> int:
    # each shelf may lose up to `limit` songs to every shelf above it
    return max(pool_size(wishes), FRESH_POOL) + 3 * wishes.limit


def _pools(
    snapshot: Snapshot, listener: Listener, among: Eligible, reach: Ranking, key: tuple[str, ...]
) -> Iterator[tuple[str, str | None, Ranking]]:
    taste = None if listener.is_newcomer else YOUR_TASTE
    yield BECAUSE_YOU_LIKE, taste, reach
    yield MORE_FROM_YOUR_VIBE, taste, _vibe(snapshot, listener, among, reach, key)
    yield FRESH_MIX, None, _drawn(reach, FRESH_SPREAD, (*key, FRESH_MIX))


def _vibe(
    snapshot: Snapshot, listener: Listener, among: Eligible, reach: Ranking, key: tuple[str, ...]
) -> Ranking:
    """Neighbours of a few of the listener's songs, other ones each day, taken in turn.

    ``reach`` is the listener's ranking: as long as the pool should be, and its end where neighbours run out.
    """
    count = len(reach)
    anchors = _anchors(listener.songs, key)
    if len(anchors) == 0:
        return _drawn(reach, FRESH_SPREAD, (*key, MORE_FROM_YOUR_VIBE))
    pools = [alike(snapshot, int(row), among, count) for row in anchors]
    turns = np.argsort(np.concatenate([np.arange(len(pool)) for pool in pools]), kind="stable")
    joined = Ranking(
        np.concatenate([pool.rows for pool in pools])[turns],
        np.concatenate([pool.scores for pool in pools])[turns],
        np.concatenate([pool.distances for pool in pools])[turns],
    )
    _, first = np.unique(joined.rows, return_index=True)
    pool = joined.at(np.sort(first)[:count])
    return _ranked_by_place(pool).followed_by(reach)


def _anchors(songs: Rows, key: tuple[str, ...]) -> Rows:
    draws = uniforms(songs, *key, "anchors")
    return songs[np.argsort(draws, kind="stable")[:ANCHORS]]


def _drawn(pool: Ranking, spread: float, key: tuple[str, ...]) -> Ranking:
    return _ranked_by_place(shuffled(pool, spread, *key))


def _ranked_by_place(pool: Ranking) -> Ranking:
    """The same songs, with scores that fall evenly along the order in which they stand."""
    return Ranking(pool.rows, np.linspace(1, 0, len(pool), dtype=np.float32), pool.distances)
