"""What comes up next."""

from typing import Any

import numpy as np

from segue.base.arrays import NO_ROWS, Rows
from segue.base.errors import BadRequest
from segue.catalogue.catalogue import Catalogue
from segue.recommend.listener import Listener
from segue.recommend.relevance import relevance_shares
from segue.recommend.session import Heard, Session
from segue.recommend.upnext import up_next
from segue.web.ask import Ask
from segue.web.cursor import MOST_DELIVERED, REFUSAL, Cursor
from segue.web.items import answered
from segue.web.listeners import listener_of, named_by
from segue.web.names import playing_row
from segue.web.reasons import explained, worded
from segue.web.schemas.upnext import SimilarTo
from segue.web.serving import Serving
from segue.web.wishes import wishes_of

JUST_PLAYED = "Because you just played {}"
PLAYING = "Because {} is playing"


def up_next_reply(serving: Serving, ask: Ask[SimilarTo]) -> dict[str, Any]:
    """The next songs of a queue, as ``schemas.UpNext``; cursors are payloads here, asked and answered.

    A cursor of another release than the one that answers begins a new queue. Raises :class:`BadRequest` for a
    song that this release does not know, and for a cursor with songs that it does not have.
    """
    catalogue = serving.catalogue
    session = _session(catalogue, ask.body)
    listener = listener_of(serving, ask, named_by(catalogue, ask.body.seed))
    wishes = wishes_of(catalogue, ask)
    delivered, restarted = _delivered(serving, ask.body.cursor)
    answer = up_next(
        serving.snapshot, session, listener, wishes, delivered=delivered, variation=ask.body.seed
    )
    rows = answer.ranking.rows
    after = Cursor(serving.release_id, np.concatenate([delivered, rows]) if len(delivered) else rows)
    ends = len(rows) < wishes.limit or len(after.delivered) > MOST_DELIVERED
    reasons = _reasons(serving, ask, session, listener, rows) if ask.body.reasons else None
    return answered(catalogue, answer, reasons) | {
        "seed_count": 1,
        "cursor": None if ends else after.payload(),
        "restarted": restarted,
    }


def _delivered(serving: Serving, cursor: str | None) -> tuple[Rows, bool]:
    """What the queue of a cursor has given, and whether it is one of another release and so begins anew."""
    if cursor is None:
        return NO_ROWS, False
    asked = Cursor.parse(cursor)
    if asked.release_id != serving.release_id:
        return NO_ROWS, True
    if asked.delivered.max(initial=-1) >= len(serving.catalogue):
        raise BadRequest(REFUSAL)
    return asked.delivered, False


def _reasons(
    serving: Serving, ask: Ask[SimilarTo], session: Session, listener: Listener, rows: Rows
) -> list[dict[str, Any]]:
    """Score and reasons of each song, over the songs of the session and of the listener."""
    words = worded(listener, ask.like_weight)
    words |= dict.fromkeys(session.played.tolist(), JUST_PLAYED) | {session.playing: PLAYING}
    found = relevance_shares(serving.snapshot, session, listener, rows)
    return explained(serving.catalogue, found, words)


def _session(catalogue: Catalogue, body: SimilarTo) -> Session:
    playing = playing_row(catalogue, body.song)
    if not body.history:
        return Session(playing)
    resolved = ((catalogue.resolve(each.song), each.outcome) for each in body.history)
    return Session.of(playing, tuple(Heard(row, outcome) for row, outcome in resolved if row is not None))
