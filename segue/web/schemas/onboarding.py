"""Choosing at onboarding: what to show somebody new."""

from enum import StrEnum

from pydantic import ConfigDict, Field

from segue.web.fields import QueryLimit, SongIds, empty_list
from segue.web.schemas.base import HIT, Schema
from segue.web.schemas.songs import SearchResult


class ChoiceKind(StrEnum):
    """What a song to choose stands for."""

    SONGS = "songs"
    ARTISTS = "artists"


class OnboardingQuery(Schema):
    """What was chosen so far; songs the release does not know count for nothing."""

    chosen: SongIds = empty_list("Songs picked so far; repeat it for each.")
    skipped: SongIds = empty_list("Songs shown and not picked; repeat it for each.")
    limit: QueryLimit = 12
    kind: ChoiceKind = Field(
        default=ChoiceKind.SONGS, description="`artists`: each song stands for all songs of its artist."
    )


class Choices(Schema):
    """Songs to pick from, the most telling first, and how many of those given were known."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"results": [HIT], "chosen_count": 1, "skipped_count": 11}]}
    )

    results: list[SearchResult]
    chosen_count: int
    skipped_count: int
