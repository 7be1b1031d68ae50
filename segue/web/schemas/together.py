"""Songs for several people."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag, field_serializer

from segue.web.fields import Text
from segue.web.schemas.base import ITEM, OTHER, SONG, Schema
from segue.web.schemas.recommendations import Chosen, Wished
from segue.web.schemas.songs import Item

FEWEST_MEMBERS, MOST_MEMBERS = 2, 8
MOST_MEMBER_SEEDS = 50

INVITATION = "eyJhbGciOi…"
WITHHELD = "withheld"
"""Stands for an invitation where a question is recorded; the taste it gives leave to use stands beside it."""


class NamedSongs(Schema):
    """Somebody known by a few songs."""

    model_config = ConfigDict(extra="forbid")

    seeds: Annotated[list[Text], Field(min_length=1, max_length=MOST_MEMBER_SEEDS, fail_fast=True)] = Field(
        description="Song ids, or songs written loosely."
    )


class Myself(Schema):
    """The account that asks."""

    model_config = ConfigDict(extra="forbid")

    me: Literal[True]


class Invited(Schema):
    """Another account, by its leave."""

    model_config = ConfigDict(extra="forbid")

    invitation: Text = Field(description="From `POST /me/invitations` of that account.")

    @field_serializer("invitation")
    def _withhold(self, _: str) -> str:
        return WITHHELD


def _kind(member: object) -> str | None:
    """Which of the three a member is meant to be; the first, where it names several."""
    if not isinstance(member, Mapping):
        return type(member).__name__ if isinstance(member, Schema) else None
    kinds = {"seeds": NamedSongs, "me": Myself, "invitation": Invited}
    return next((kind.__name__ for field, kind in kinds.items() if field in member), None)


Member = Annotated[
    Annotated[NamedSongs, Tag("NamedSongs")]
    | Annotated[Myself, Tag("Myself")]
    | Annotated[Invited, Tag("Invited")],
    Discriminator(
        _kind,
        custom_error_type="member",
        custom_error_message='A member should be {"seeds": […]}, {"me": true} or {"invitation": …}',
    ),
]
"""One of those there."""


class TogetherWished(Wished):
    """Who is there, and what they want."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"members": [{"seeds": [SONG]}, {"seeds": [OTHER]}], "limit": 10},
                {"members": [{"me": True}, {"invitation": INVITATION}], "limit": 10},
            ]
        }
    )

    members: Annotated[list[Member], Field(min_length=FEWEST_MEMBERS, max_length=MOST_MEMBERS)] = Field(
        description="Two to eight."
    )


class SharedItem(Item):
    """A song for several."""

    fits: list[float] = Field(
        description="For each member in order: 1 as good as the best song there is for them, 0 no fit at all."
    )


class TogetherSongs(Chosen):
    """Songs for several, best first; the least satisfied member's part is as great as can be."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"results": [ITEM | {"fits": [0.74, 0.69]}], "eligible_count": 4998, "relaxed": []},
            ]
        }
    )

    results: list[SharedItem]


class InvitationGiven(Schema):
    """An invitation to hear music together."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"invitation": INVITATION, "expires_at": "2026-11-22T09:30:00+00:00"}]
        }
    )

    invitation: str = Field(description="Whoever holds it may ask for songs for several, you among them.")
    expires_at: str = Field(description="When it ends, in UTC.")
