"""Cold start: what to play for somebody who named a few songs."""

from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import for_listener
from segue.recommend.listener import Listener
from segue.recommend.order import Order, balanced, pool_size
from segue.recommend.ranking import Ranking


def cold_start(
    snapshot: Snapshot, listener: Listener, *, limit: int, order: Order = Order.BALANCED
) -> Ranking:
    """Up to ``limit`` songs for a listener, none of their own.

    Args:
        snapshot: one release.
        listener: may be a newcomer, who gets what is popular.
        limit: at least 0; filled whenever the catalogue holds enough other songs.
        order: ``RELEVANCE`` is the pure order of scores, ``BALANCED`` adds variety.
    """
    if order is Order.RELEVANCE:
        return for_listener(snapshot, listener, listener.songs, limit)
    pool = for_listener(snapshot, listener, listener.songs, pool_size(limit))
    return balanced(snapshot, pool, limit=limit, known=listener.songs)
