"""Feedback."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from segue.accounts.feedback import Event, store
from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized, Unprocessable
from segue.base.ids import AccountId
from segue.catalogue.catalogue import Catalogue
from segue.web.answers import json_answer
from segue.web.ask import n_texts
from segue.web.dependencies import AccountDep, NowDep, ProcessDep, ServingDep
from segue.web.openapi import SIGNED_IN, problems
from segue.web.schemas.feedback import FeedbackBatch, FeedbackCounts, Happened

router = APIRouter(prefix="/feedback", tags=["listeners"])

MOST_BYTES = 1_048_576
"""Of a batch: 500 events of the longest ids and names there are."""
AHEAD = timedelta(days=1)
"""By how much the clock of a player may be ahead of ours; such events count as of now."""
TOO_FAR_AHEAD = (
    "at: an event lies more than a day in the future. Set the clock of the player, and send the events "
    "with the time of now."
)


@router.post(
    "",
    response_model=FeedbackCounts,
    responses=problems(Unauthorized(REFUSAL), Unprocessable(TOO_FAR_AHEAD)),
    openapi_extra=SIGNED_IN,
    max_body_size=MOST_BYTES,
)
async def report(
    body: FeedbackBatch, account: AccountDep, serving: ServingDep, process: ProcessDep, now: NowDep
) -> Response:
    """Plays, skips and dislikes. Safe to repeat: an event counts once, however often it is sent.

    Of a private batch nothing at all is stored.
    """
    if any(event.at > now + AHEAD for event in body.events):
        raise Unprocessable(TOO_FAR_AHEAD)
    sent = {event.event_id: event for event in reversed(body.events)}
    known = await process.work.run(
        "feedback", lambda: _known(serving.catalogue, sent.values(), now), resolved=n_texts(body)
    )

    def change(connection: Connection, user_id: AccountId) -> int:
        return 0 if body.private else store(connection, user_id, known, now)

    stored = await account.run(change, write=not body.private)
    counts = {"stored": stored, "repeated": 0, "unknown": len(sent) - len(known)}
    if not body.private:
        counts["repeated"] = len(body.events) - stored - counts["unknown"]
    return json_answer(counts)


def _known(catalogue: Catalogue, events: Iterable[Happened], now: datetime) -> list[Event]:
    """The events about songs of the catalogue."""
    found = ((event, catalogue.resolve(event.song_id)) for event in events)
    return [
        Event(event.event_id, event.kind, catalogue.songs.ids.id(row), min(event.at, now), event.played_ms)
        for event, row in found
        if row is not None
    ]
