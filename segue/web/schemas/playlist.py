"""Playlist continuation."""

from typing import Annotated

from pydantic import ConfigDict, Field

from segue.web.fields import MOST_SEEDS, Text
from segue.web.schemas.base import HIT, ITEM, OTHER, SONG, Schema
from segue.web.schemas.recommendations import Chosen, Reasoned
from segue.web.schemas.songs import Item, SearchResult


class PlaylistWished(Reasoned):
    """A playlist that somebody has begun."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"songs": [OTHER, SONG, "Bluur - Beetlebumm"], "limit": 10}]}
    )

    songs: Annotated[list[Text], Field(min_length=1, max_length=MOST_SEEDS, fail_fast=True)] = Field(
        description="In order, newest last: the later a song stands, the more it counts. Song ids, or "
        "`Artist - Title`."
    )


class Unrecognised(Schema):
    """A song that was given and is not in the catalogue."""

    given: str
    nearest: SearchResult | None = Field(
        description="The song whose name is most like it; null where none is, and beyond the first 20."
    )


class Playlist(Chosen):
    """Songs to add to a playlist, best first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "results": [ITEM],
                    "eligible_count": 4998,
                    "relaxed": [],
                    "unrecognised": [{"given": "Bluur - Beetlebumm", "nearest": HIT}],
                }
            ]
        }
    )

    results: list[Item]
    unrecognised: list[Unrecognised] = Field(description="In the order given, each text once.")
