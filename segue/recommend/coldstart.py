"""Cold start: what to play for somebody who named a few songs."""

from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import for_listener
from segue.recommend.discovery import NEUTRAL
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.order import Answer, arranged, pool_size
from segue.recommend.rules import has_room
from segue.recommend.wishes import Order, Wishes


def cold_start(snapshot: Snapshot, listener: Listener, wishes: Wishes) -> Answer:
    """Songs for a listener, none of their own; filled whenever there are enough eligible ones.

    Args:
        snapshot: one release.
        listener: may be a newcomer, who gets what is popular.
        wishes: of the request.
    """
    among = eligible(snapshot, listener, wishes)
    dial = wishes.discovery if wishes.order is Order.BALANCED else NEUTRAL
    size = pool_size(wishes)
    while True:
        pool = for_listener(snapshot, listener, among, size, dial)
        answer = arranged(snapshot, pool, among, wishes, known=listener.hidden, taste=listener.songs)
        # without room an answer breaks a rule, and few do
        if (
            not answer.relaxed
            or len(pool) == among.count
            or has_room(snapshot, pool.rows, listener.songs, wishes.limit)
        ):
            return answer
        size *= 4
