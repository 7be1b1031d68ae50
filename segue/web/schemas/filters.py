"""What a request may ask of every song it gets."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from segue.web.fields import LATEST_YEAR, Flag, Text
from segue.web.schemas.base import Schema

MOST_NAMES = 50
"""Names of one kind in a filter."""

Year = Annotated[int, Field(strict=True, ge=1, le=LATEST_YEAR)]
Years = tuple[Year | None, Year | None]


def _in_order(years: Years) -> Years:
    first, last = years
    if first is not None and last is not None and first > last:
        raise ValueError("The first year should not lie after the last")
    return years


Span = Annotated[Years, AfterValidator(_in_order)]
Names = Annotated[list[Text], Field(max_length=MOST_NAMES, fail_fast=True)]


class FilterWish(Schema):
    """What every song must fulfil; a part that is left out, `null` or `[]` asks nothing.

    A name the catalogue does not know matches no song. A song of which the fact is unknown does not pass,
    but for `explicit`. An unknown part is refused: passed over, it would let through what was not wanted.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"explicit": False, "years": [1990, None], "genres": ["Hip-Hop"]}]},
    )

    explicit: Flag | None = Field(
        default=None,
        description="`false`: no song known to be explicit. `true`: explicit ones too. Without it, the "
        "account's preference.",
    )
    years: Span | None = Field(
        default=None, description="First and last year of release, both included; `null`: open."
    )
    genres: Names | None = Field(default=None, description="Any of these, in any spelling.")
    artists: Names | None = Field(default=None, description="Any of these, in any spelling.")
    languages: Names | None = Field(default=None, description="Any of these, such as `en`.")


def asks_something(wish: FilterWish | None) -> bool:
    """Whether some song may not pass what a request says; what its account prefers aside."""
    return wish is not None and any(part is not None and part != [] for part in vars(wish).values())
