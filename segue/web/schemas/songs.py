"""Songs."""

from pydantic import ConfigDict, Field

from segue.web.fields import HitLimit, Text
from segue.web.schemas.base import HIT, ITEM, Schema


class SearchQuery(Schema):
    """What is searched for."""

    q: Text = Field(
        default="",
        description="What was typed; without any word the answer is empty.",
        examples=["karma pol"],
    )
    limit: HitLimit = 10


class SearchResult(Schema):
    """A song of the catalogue that a search found."""

    model_config = ConfigDict(json_schema_extra={"examples": [HIT]})

    song_id: str
    title: str
    artist: str
    album: str | None = None
    genre: str | None = None
    year: int | None = None
    explicit: bool | None = None
    cover_url: str | None = Field(default=None, description="Null for now: `/cover` knows the covers.")
    preview_url: str | None = Field(default=None, description="Null for now.")


class Reason(Schema):
    """One share of a song's score."""

    song_id: str | None = Field(description="Of the listener's songs; null for all that is not named.")
    title: str | None
    share: float = Field(description="In the units of the score; the shares of a song sum to it.")
    text: str | None = Field(description="The share in words; null where none would be true.")


class Item(Schema):
    """A recommended song; the smaller ``distance``, the nearer (0 … 2)."""

    model_config = ConfigDict(json_schema_extra={"examples": [ITEM]})

    song_id: str
    title: str
    artist: str
    genre: str | None = None
    year: int | None = None
    explicit: bool | None = None
    cover_url: str | None = Field(default=None, description="Null for now: `/cover` knows the covers.")
    distance: float | None = Field(
        default=None,
        description="0 … 2, smaller is nearer: to the listener, to what its shelf began with, or to the "
        "session; for somebody of whom nothing is known 0 is the best known song.",
    )
    score: float | None = Field(
        default=None,
        description="What the shares sum to, whatever the order: the listener's score of the song, or how "
        "well it follows a queue or a playlist; with `reasons`.",
    )
    reasons: list[Reason] | None = Field(
        default=None, description="Where the score comes from, the largest share first; only where asked for."
    )
