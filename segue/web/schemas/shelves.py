"""The shelves of a "For you" page."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo

from segue.recommend.rules import Rule
from segue.web.fields import QueryFlag, QueryLimit, QueryShare, QueryYear, SongIds, Text, empty_list
from segue.web.schemas.base import ITEM, Schema
from segue.web.schemas.filters import MOST_NAMES, FilterWish
from segue.web.schemas.recommendations import Reasoned
from segue.web.schemas.songs import Item

MOST_SHELVES = 50
"""Shelves picked or left out."""


def _not_before(year: int | None, given: ValidationInfo) -> int | None:
    first = given.data.get("year_from")
    if year is not None and first is not None and year < first:
        raise ValueError("The last year should not lie before the first")
    return year


ShelfIds = Annotated[list[Text], Field(max_length=MOST_SHELVES)]
QueryNames = Annotated[list[Text], Field(max_length=MOST_NAMES)]


class ShelvesWished(Reasoned):
    """What may be asked of the shelves."""

    seed: Text | None = None
    only: ShelfIds = empty_list()
    without: ShelfIds = empty_list()


class ShelvesQuery(Schema):
    """The same as a query string; what may be given several times is repeated."""

    seed: Text | None = Field(
        default=None,
        description="Any text varies the answer, the same text always in the same way; a song's id also "
        "counts as a song the listener likes.",
    )
    limit: QueryLimit = Field(default=8, description="How many songs stand on each shelf.")
    only: ShelfIds = empty_list(
        "Ids of shelves: these alone. With a higher `limit` a shelf begins with the same songs.",
    )
    without: ShelfIds = empty_list("Ids of shelves: all but these.", alias="except")
    exclude: SongIds = empty_list("Songs that must not be in the answer.")
    shown: SongIds = empty_list("What was just shown, the latest first; these songs sink for a while.")
    discovery: QueryShare | None = Field(
        default=None, description="As of every recommendation: 0 … 1. Without it, the account's preference."
    )
    diversity: QueryShare | None = Field(
        default=None, description="As of every recommendation: 0 … 1. Without it, the account's preference."
    )
    explicit: QueryFlag | None = Field(
        default=None,
        description="`false`: no song known to be explicit. `true`: explicit ones too. Without it, the "
        "account's preference.",
    )
    year_from: QueryYear | None = Field(default=None, description="First year of release.")
    year_to: Annotated[QueryYear | None, AfterValidator(_not_before)] = Field(
        default=None, description="Last year of release."
    )
    genre: QueryNames = empty_list("Any of these, in any spelling.")
    artist: QueryNames = empty_list("Any of these, in any spelling.")
    language: QueryNames = empty_list("Any of these, such as `en`.")

    reasons: QueryFlag = Field(
        default=False, description="Whether each song says its score for the listener, and why."
    )

    def wished(self) -> ShelvesWished:
        """What is asked, as every recommendation is. Names left empty ask nothing."""
        years = (self.year_from, self.year_to)
        return ShelvesWished(
            limit=self.limit,
            exclude=self.exclude,
            shown=self.shown,
            reasons=self.reasons,
            discovery=self.discovery,
            diversity=self.diversity,
            seed=self.seed,
            only=self.only,
            without=self.without,
            filter=FilterWish(
                explicit=self.explicit,
                years=None if years == (None, None) else years,
                genres=list(filter(None, self.genre)),
                artists=list(filter(None, self.artist)),
                languages=list(filter(None, self.language)),
            ),
        )


class Bucket(Schema):
    """One shelf."""

    id: str = Field(description="The same from day to day while the listener's taste stays.")
    label: str
    reason: str = Field(description="Why these songs, from the data that was used.")
    seed_used: str | None = Field(
        description="`your taste` on the first two shelves of somebody of whom something is known."
    )
    items: list[Item]
    relaxed: list[Rule] = Field(description="The rules that gave way to fill it, the first to do so first.")


class Categories(Schema):
    """The shelves of a "For you" page."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "buckets": [
                        {
                            "id": "fresh-mix",
                            "label": "Fresh mix",
                            "reason": "Drawn anew each day from what is near 12 of your songs.",
                            "seed_used": None,
                            "items": [ITEM],
                            "relaxed": [],
                        }
                    ],
                    "eligible_count": 4988,
                }
            ]
        }
    )

    buckets: list[Bucket]
    eligible_count: int = Field(description="How many songs could have stood on a shelf.")
