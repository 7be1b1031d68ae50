"""Up next: what follows the song that plays, in this session, for this listener."""

import numpy as np

from segue.base.arrays import NO_ROWS, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.order import Answer
from segue.recommend.queue import Before, continued
from segue.recommend.relevance import asked, dealing, reach
from segue.recommend.session import Session
from segue.recommend.wishes import Wishes


def up_next(
    snapshot: Snapshot,
    session: Session,
    listener: Listener,
    wishes: Wishes,
    *,
    delivered: Rows = NO_ROWS,
    variation: str | None = None,
) -> Answer:
    """Songs that go well after the one that plays; none of the session's, nor any of the listener's.

    Of what was heard, the next songs keep their distance to the one that plays alone: the order of the
    session was the listener's own.

    What this queue gave and was heard since says nothing of the artists somebody keeps to: an artist would
    otherwise have more of each page for having had much of the one before.

    Args:
        snapshot: one release.
        session: the song that plays, and those before it.
        listener: whose own songs are left out and whose taste has a small say.
        wishes: of the request; ``limit`` is filled whenever there are enough eligible songs.
        delivered: int32 (t,), what this queue gave before; see :class:`Before`. None of it comes again.
        variation: the same text gives the same answer everywhere for one release; ``None`` the plain order.
    """
    among = eligible(snapshot, listener, wishes, *session.rows.tolist())
    heard = np.concatenate([listener.songs, session.played])
    key = None if variation is None else (snapshot.release_id, str(session.playing), variation)
    deal = dealing(snapshot, wishes.discovery, session.played, key)
    found = reach(snapshot, asked(snapshot, session, listener), among, deal)
    known = np.concatenate([listener.hidden, session.rows, np.array(wishes.excluded, np.int32)])
    # sets, for so few: NumPy's take five times as long
    given = set(delivered.tolist()).intersection(known.tolist()) if len(delivered) else ()
    own = np.array(list(set(heard.tolist()).difference(given)), np.int32)
    before = Before(known, np.array([session.playing], np.int32), own, delivered)
    return continued(snapshot, found, wishes, before)
