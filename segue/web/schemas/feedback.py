"""Feedback: what players report."""

from typing import Annotated

from pydantic import ConfigDict, Field

from segue.accounts.feedback import EventKind
from segue.web.fields import MOST_EVENTS, EventId, Flag, Moment, PlayedMs, Text
from segue.web.schemas.base import SONG, Schema


class Happened(Schema):
    """One event; the same ``event_id`` sent again is the same event."""

    event_id: EventId
    kind: EventKind
    song_id: Text
    at: Moment = Field(description="When it happened, with its zone; at most a day ahead of our clock.")
    played_ms: PlayedMs | None = Field(default=None, description="For how long the song was heard.")


class FeedbackBatch(Schema):
    """What happened, in any order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "events": [
                        {
                            "event_id": "0b6f0a52-7a51-4e0e-9d1f-6d2b8c0f3a11",
                            "kind": "play",
                            "song_id": SONG,
                            "at": "2026-03-01T12:30:00Z",
                            "played_ms": 201_000,
                        }
                    ],
                    "private": False,
                }
            ]
        }
    )

    events: Annotated[list[Happened], Field(max_length=MOST_EVENTS, fail_fast=True)]
    private: Flag = Field(default=False, description="`true`: nothing of the batch is stored.")


class FeedbackCounts(Schema):
    """What became of the events of a batch."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"stored": 1, "repeated": 0, "unknown": 0}]})

    stored: int
    repeated: int = Field(description="Sent before, or twice in the batch.")
    unknown: int = Field(description="About songs that are not in the catalogue; not stored.")
