"""Up next: what follows the song that plays, in this session, for this listener."""

from dataclasses import replace

import numpy as np

from segue.base.arrays import NO_ROWS, Rows
from segue.base.membership import contained
from segue.factors.snapshot import Snapshot
from segue.recommend import firstpages
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.order import Answer
from segue.recommend.queue import Before, continued
from segue.recommend.relevance import asked, dealing, near_playing, reach
from segue.recommend.rules import Rule
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

    What a stranger asks for first is looked up where the release has it.

    Args:
        snapshot: one release.
        session: the song that plays, and those before it.
        listener: whose own songs are left out and whose taste has a small say.
        wishes: of the request; ``limit`` is filled whenever there are enough eligible songs.
        delivered: int32 (t,), what this queue gave before; see :class:`Before`. None of it comes again.
        variation: the same text gives the same answer everywhere for one release; ``None`` the plain order.
    """
    pages = snapshot.first_pages
    if pages is None or variation is not None or not firstpages.are_asked(session, listener, wishes):
        return _computed(snapshot, session, listener, wishes, delivered=delivered, variation=variation)
    begun = firstpages.begun(pages, session.playing, wishes.limit, delivered)
    missing = wishes.limit - len(begun.ranking)
    if missing == 0:
        return begun
    given = np.concatenate([delivered, begun.ranking.rows])
    more = replace(wishes, limit=missing)
    rest = _computed(snapshot, session, listener, more, delivered=given, variation=None)
    if len(begun.ranking) == 0:
        return rest
    relaxed = tuple(rule for rule in Rule if rule in (*begun.relaxed, *rest.relaxed))
    return Answer(begun.ranking.followed_by(rest.ranking), begun.eligible_count, relaxed)


def _computed(
    snapshot: Snapshot,
    session: Session,
    listener: Listener,
    wishes: Wishes,
    *,
    delivered: Rows,
    variation: str | None,
) -> Answer:
    """See :func:`up_next`."""
    rows, played = session.rows, session.played
    among = eligible(snapshot, listener, wishes, *rows.tolist())
    key = None if variation is None else (snapshot.release_id, str(session.playing), variation)
    deal = dealing(snapshot, wishes.discovery, played, key)
    query = asked(snapshot, session, listener)
    first = near_playing(snapshot, session, query, among) if deal is None else None
    found = reach(snapshot, query, among, deal, first=first)
    given = delivered[contained(delivered, among.excluded)] if len(delivered) else delivered
    before = Before(rows[-1:], _artists(snapshot, listener, played, given), delivered)
    return continued(snapshot, found, wishes, before)


def _artists(snapshot: Snapshot, listener: Listener, played: Rows, given: Rows) -> dict[int, int]:
    """How many songs each artist has of those of a listener and a session, but for some that were given."""
    own, artists = {*listener.songs.tolist()}, dict(listener.artists(snapshot))
    without = {*given.tolist()}
    for rows, change in (({*played.tolist()} - own - without, 1), (own & without, -1)):
        for row in rows:
            artist = int(snapshot.artist_rows[row])
            artists[artist] = artists.get(artist, 0) + change
    return artists
