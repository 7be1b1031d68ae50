"""Recommendations: what may be asked of every kind, and what answers hold."""

from pydantic import ConfigDict, Field

from segue.recommend.rules import Rule
from segue.recommend.wishes import Order
from segue.web.fields import Flag, Limit, Share, SongIds, empty_list
from segue.web.schemas.base import ITEM, OTHER, SONG, Schema
from segue.web.schemas.filters import FilterWish
from segue.web.schemas.songs import Item


class Wished(Schema):
    """What every kind of recommendation may be asked for."""

    limit: Limit = 10
    exclude: SongIds = empty_list("Songs that must not be in the answer.")
    shown: SongIds = empty_list("What was just shown, the latest first; these songs sink for a while.")
    filter: FilterWish | None = Field(default=None, description="What every song must fulfil.")
    discovery: Share | None = Field(
        default=None,
        description="0: what is known; 1: what few know; 0.5: relevance alone. "
        "Without it, the account's preference.",
    )
    diversity: Share | None = Field(
        default=None,
        description="0: relevance alone; 1: as different as can be. Without it, the account's preference.",
    )


class Reasoned(Wished):
    """What recommendations for one listener may be asked for."""

    reasons: Flag = Field(
        default=False, description="Whether each song says its score for the listener, and why."
    )


class ColdStart(Reasoned):
    """A few songs somebody likes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seeds": [SONG, OTHER], "limit": 10}]})

    seeds: SongIds = empty_list("Song ids, or songs written loosely. Without a usable one, the stored seeds.")
    order: Order = Field(
        default=Order.BALANCED, description="`relevance`: pure score order; `balanced`: with variety."
    )


class Chosen(Schema):
    """How the songs of an answer were chosen."""

    eligible_count: int = Field(description="How many songs could have stood in the answer.")
    relaxed: list[Rule] = Field(description="The rules that gave way to fill it, the first to do so first.")


class Recommendations(Chosen):
    """Songs, best first, and how many of the given ones were known."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"results": [ITEM], "seed_count": 1, "eligible_count": 4999, "relaxed": []}]
        }
    )

    results: list[Item]
    seed_count: int
