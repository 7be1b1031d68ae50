"""What requests bring and answers hold, as the OpenAPI document shows it.

Requests are checked against these classes. Answers are written by hand for speed, and a test holds them to
the classes.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from segue.accounts import passwords, usernames
from segue.recommend.order import Order
from segue.web.fields import Limit, SongIds, Text

_SONG = "Radiohead - Karma Police"
_ITEM: dict[str, JsonValue] = {
    "song_id": "Blur - Beetlebum",
    "title": "Beetlebum",
    "artist": "Blur",
    "genre": "Britpop",
    "year": 1997,
    "cover_url": None,
    "distance": 0.213,
}
_HIT: dict[str, JsonValue] = {
    "song_id": _SONG,
    "title": "Karma Police",
    "artist": "Radiohead",
    "album": "OK Computer",
    "genre": "Alternative rock",
    "year": 1997,
    "cover_url": None,
    "preview_url": None,
}


class _Schema(BaseModel):
    """Unknown fields of a request are ignored, so that clients may be newer than the server."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class SignUp(_Schema):
    """A new account."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"username": "ada", "password": "correct horse battery"}]}
    )

    username: Annotated[
        Text,
        AfterValidator(usernames.check_username),
        Field(
            description="3 to 50 visible characters, in any script.",
            json_schema_extra={"minLength": usernames.SHORTEST, "maxLength": usernames.LONGEST},
        ),
    ]
    password: Annotated[
        Text,
        AfterValidator(passwords.check_password),
        Field(
            description="At least 8 characters, and not the username.",
            json_schema_extra={"minLength": passwords.SHORTEST},
        ),
    ]


class Token(_Schema):
    """What the ``Authorization: Bearer …`` header of later requests carries."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"access_token": "eyJhbGciOi…", "token_type": "bearer"}]}
    )

    access_token: str
    token_type: Literal["bearer"]


class StoredSeeds(_Schema):
    """The songs named at onboarding; ``null`` for somebody who has not been asked yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seeds": [_SONG]}]})

    seeds: list[str] | None


class SongChoice(_Schema):
    """One song, by its id or written loosely."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"song_id": _SONG}]})

    song_id: Text


class Likes(_Schema):
    """Liked songs, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"likes": [_SONG]}]})

    likes: list[str]


class LikeState(_Schema):
    """Whether the song is liked now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"liked": True}]})

    liked: bool


class SearchResult(_Schema):
    """A song of the catalogue that a search found."""

    model_config = ConfigDict(json_schema_extra={"examples": [_HIT]})

    song_id: str
    title: str
    artist: str
    album: str | None = None
    genre: str | None = None
    year: int | None = None
    cover_url: str | None = None
    preview_url: str | None = None


class Item(_Schema):
    """A recommended song; the smaller ``distance``, the nearer (0 … 2)."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ITEM]})

    song_id: str
    title: str
    artist: str
    genre: str | None = None
    year: int | None = None
    cover_url: str | None = None
    distance: float | None = None


class ColdStart(_Schema):
    """A few songs somebody likes."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"seeds": [_SONG, "Björk - Jóga"], "limit": 10}]}
    )

    seeds: SongIds = Field(
        default=[], description="Song ids, or songs written loosely. Without a usable one, the stored seeds."
    )
    limit: Limit = 10
    order: Order = Field(
        default=Order.BALANCED, description="`relevance`: pure score order; `balanced`: with variety."
    )


class SimilarTo(_Schema):
    """The song that plays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"song": _SONG, "limit": 10, "seed": "queue-7"}]}
    )

    song: Text
    limit: Limit = 10
    seed: Text | None = Field(
        default=None,
        description="Any text; another text gives another selection, the same text always the same one. "
        "A song's id also steers towards that song.",
    )


class Recommendations(_Schema):
    """Songs, best first, and how many of the given ones were known."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"results": [_ITEM], "seed_count": 1}]})

    results: list[Item]
    seed_count: int


class Bucket(_Schema):
    """One shelf."""

    label: str
    seed_used: str | None
    items: list[Item]


class Categories(_Schema):
    """The shelves of a "For you" page."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"buckets": [{"label": "Fresh mix", "seed_used": None, "items": [_ITEM]}]}]
        }
    )

    buckets: list[Bucket]


class Health(_Schema):
    """What is served and what is not at its best."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "status": "ok",
                    "songs_indexed": 5000,
                    "release": "20261121T023100Z-1a2b3c4d",
                    "licences": ["CC0-1.0; songs, artists and listeners invented by Segue's own generator"],
                    "degraded": [],
                }
            ]
        }
    )

    status: Literal["ok"]
    songs_indexed: int
    release: str
    licences: list[str] = Field(description="Of the data the release was trained on, as the operator said.")
    degraded: list[str] = Field(
        description="`database`: accounts do not answer. `release`: a newer release was refused."
    )


class Alive(_Schema):
    """The process runs."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "alive"}]})

    status: Literal["alive"]


class FieldError(_Schema):
    """One thing wrong with a request."""

    loc: list[str | int] = Field(description="Where: `body` or `query`, then the field, then the position.")
    msg: str


class Problem(_Schema):
    """Any failure, as ``application/problem+json`` (RFC 9457)."""

    type: str = Field(description="Stable; see docs/api.md.")
    title: str
    status: int
    detail: str = Field(description="What a person reads.")
    instance: str = Field(description="The request id, as in `X-Request-ID`.")
    errors: list[FieldError] | None = Field(
        default=None, description="Of a request that is not valid, at most 20."
    )
