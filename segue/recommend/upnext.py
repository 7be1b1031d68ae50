"""Up next: what follows the song that plays."""

import numpy as np

from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import alike
from segue.recommend.chance import shuffled
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.order import Answer, arranged, pool_size
from segue.recommend.ranking import Ranking
from segue.recommend.wishes import Wishes

VARIATION_SPREAD = 0.5
"""How far a ``seed`` may shuffle the neighbours: song at rank r is drawn with weight 1 / r²."""


def similar(
    snapshot: Snapshot, row: int, listener: Listener, wishes: Wishes, *, variation: str | None = None
) -> Answer:
    """Songs that go well after song ``row``; not that song, nor any of the listener's.

    Args:
        snapshot: one release.
        row: the song that plays.
        listener: whose own songs are left out.
        wishes: of the request; ``limit`` is filled whenever there are enough eligible songs.
        variation: the same text gives the same answer everywhere for one release; ``None`` the plain order.
    """
    among = eligible(snapshot, listener, wishes, row)
    pool = alike(snapshot, row, among, pool_size(wishes))
    if variation is not None:
        near = pool.at(slice(3 * wishes.limit))
        pool = shuffled(near, VARIATION_SPREAD, snapshot.release_id, str(row), variation).followed_by(pool)
        # the shuffled order is the relevance now, so the scores must fall along it
        pool = Ranking(pool.rows, np.sort(pool.scores)[::-1], pool.distances)
    known = np.append(listener.hidden, np.int32(row))
    return arranged(snapshot, pool, among, wishes, known=known)
