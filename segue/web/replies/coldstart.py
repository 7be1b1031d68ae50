"""What a cold start answers."""

from typing import Any

from segue.base.errors import BadRequest
from segue.recommend.coldstart import cold_start
from segue.web.ask import Ask
from segue.web.items import answered
from segue.web.listeners import listener_of
from segue.web.names import known_rows
from segue.web.reasons import reasons_for
from segue.web.schemas.recommendations import ColdStart
from segue.web.serving import Serving
from segue.web.wishes import wishes_of

NO_SEEDS = "At least one seed is required."
UNKNOWN_SEEDS = "No valid seeds found in model catalogue."


def cold_start_reply(serving: Serving, ask: Ask[ColdStart]) -> dict[str, Any]:
    """Songs for somebody who named a few, as ``schemas.Recommendations``.

    Without a usable seed the stored ones count. An account whose seeds this release does not know at all is
    answered like somebody new. Raises :class:`BadRequest` where there is nothing to go by.
    """
    catalogue = serving.catalogue
    named = known_rows(catalogue, ask.body.seeds)
    stored = () if ask.taste is None else ask.taste.seeds
    if not named and not stored:
        raise BadRequest(UNKNOWN_SEEDS if any(map(str.strip, ask.body.seeds)) else NO_SEEDS)
    listener = listener_of(serving, ask, named, instead=bool(named))
    answer = cold_start(serving.snapshot, listener, wishes_of(catalogue, ask, ask.body.order))
    used = named or known_rows(catalogue, (mark.song_id for mark in stored))
    reasons = reasons_for(serving, ask, listener, answer.ranking.rows)
    return answered(catalogue, answer, reasons) | {"seed_count": len(used)}
