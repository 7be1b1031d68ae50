"""Playlist continuation: songs to add to a list that somebody has begun."""

from collections.abc import Sequence

from segue.base.arrays import NO_ROWS
from segue.factors.snapshot import Snapshot
from segue.recommend.eligibility import eligible
from segue.recommend.listener import STRANGER, Listener
from segue.recommend.order import Answer
from segue.recommend.queue import Before, continued
from segue.recommend.relevance import asked, dealing, reach
from segue.recommend.rules import artists_of
from segue.recommend.session import Heard, Outcome, Session
from segue.recommend.wishes import Wishes


def session_of(songs: Sequence[int]) -> Session:
    """A playlist as a session in which every song was played; see :func:`continuation`."""
    return Session.of(songs[-1], tuple(Heard(row, Outcome.PLAYED) for row in songs[:-1]))


def continuation(snapshot: Snapshot, songs: Sequence[int], listener: Listener, wishes: Wishes) -> Answer:
    """Songs that go on with a playlist; none that stands in it, nor any of the listener's.

    The playlist counts as a session in which every song was played. What the listener likes has no say, for a
    playlist may well be of another mind; what they keep away stays away.

    Args:
        snapshot: one release.
        songs: rows, at least one, in the order of the playlist, newest last; of a song that stands twice the
            last place counts.
        listener: whose own songs, blocks and dislikes are left out.
        wishes: of the request.
    """
    among = eligible(snapshot, listener, wishes, *songs)
    session = session_of(songs)
    deal = dealing(snapshot, wishes.discovery, session.rows)
    found = reach(snapshot, asked(snapshot, session, STRANGER), among, deal)
    before = Before(NO_ROWS, artists_of(snapshot, session.rows), NO_ROWS)
    return continued(snapshot, found, wishes, before)
