"""Answers to record."""

from datetime import UTC, date, datetime
from typing import Any

from segue.accounts.taste import Mark, Taste
from segue.base.ids import ReleaseId
from segue.web.ask import Ask
from segue.web.records.record import Answered
from segue.web.replies.registry import BY_NAME
from segue.web.serving import Serving

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def liking(*song_ids: str) -> Taste:
    return Taste(likes=tuple(Mark(song_id, date(2026, 5, 1)) for song_id in song_ids))


def answered(
    serving: Serving,
    name: str = "up-next",
    *,
    taste: Taste | None = None,
    request_id: str = "r1",
    **body: Any,
) -> Answered:
    """A real answer of a release."""
    asked = BY_NAME[name].body.model_validate(body or {"song": "Björk - River"})
    ask = Ask(asked, taste, NOON, 2.0)
    return Answered(name, ReleaseId(serving.release_id), request_id, ask, BY_NAME[name].reply(serving, ask))
