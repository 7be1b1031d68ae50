"""Up next."""

from typing import Annotated

from pydantic import ConfigDict, Field

from segue.recommend.session import LONGEST_SESSION, Outcome
from segue.web.fields import CursorText, Text, empty_list
from segue.web.schemas.base import ITEM, SONG, Schema
from segue.web.schemas.recommendations import Reasoned, Recommendations


class HeardSong(Schema):
    """A song of the session before the one that plays."""

    song: Text
    outcome: Outcome


class SimilarTo(Reasoned):
    """The song that plays, and what was heard before it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"song": SONG, "limit": 10, "seed": "queue-7"},
                {"song": SONG, "history": [{"song": "Blur - Beetlebum", "outcome": "played"}], "limit": 10},
            ]
        }
    )

    song: Text
    seed: Text | None = Field(
        default=None,
        description="Any text; another text gives another selection, the same text always the same one. "
        "A song's id also steers towards that song.",
    )
    history: Annotated[list[HeardSong], Field(max_length=LONGEST_SESSION, fail_fast=True)] = empty_list(
        "The session so far, newest last. Songs that are not known do not count."
    )
    cursor: CursorText | None = Field(
        default=None, description="Of the answer this one goes on from; no song comes twice."
    )


class UpNext(Recommendations):
    """The next songs of a queue."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "results": [ITEM],
                    "seed_count": 1,
                    "eligible_count": 4999,
                    "relaxed": [],
                    "cursor": "ARkyMDI2MTEyMVQwMjMxMDBaLTFhMmIzYzRkAakC.q83vASNFZ4mrze8BI0VniQ",
                    "restarted": False,
                }
            ]
        }
    )

    cursor: str | None = Field(description="Brings the songs after these; null at the end of the queue.")
    restarted: bool = Field(
        description="Whether the release of the cursor sent is gone, so that the queue began anew."
    )
