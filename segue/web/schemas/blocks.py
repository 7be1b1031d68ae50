"""Blocks: what a listener does not want."""

from pydantic import ConfigDict, Field

from segue.accounts.taste import BlockKind
from segue.web.fields import Moment
from segue.web.schemas.base import Schema


class BlockWished(Schema):
    """How long a block holds."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2026-12-01T00:00:00Z"}]})

    until: Moment | None = Field(default=None, description="When it ends; `null` or left out: never.")


class Blocked(Schema):
    """Something that does not come back."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "artist", "name": "Björk", "until": None}]}
    )

    kind: BlockKind
    name: str = Field(description="A song's id, or the name of an artist or a genre.")
    until: str | None = Field(description="When the block ends; `null`: never.")


class Blocks(Schema):
    """All of it, the last first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"blocks": [{"kind": "genre", "name": "Jazz", "until": None}]}]}
    )

    blocks: list[Blocked]


class BlockState(Schema):
    """Whether it is blocked now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"blocked": False}]})

    blocked: bool
