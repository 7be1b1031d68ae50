"""What a listener says about songs: seeds, likes, dislikes, and how they want to be answered."""

from pydantic import ConfigDict, Field

from segue.web.fields import Flag, Share, SongIds, Text
from segue.web.schemas.base import OTHER, SONG, Schema


class StoredSeeds(Schema):
    """The songs named at onboarding; ``null`` for somebody who has not been asked yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seeds": [SONG]}]})

    seeds: list[str] | None


class SeedsWished(Schema):
    """Songs to name instead of those named before, by their ids or written loosely."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seeds": [SONG, OTHER]}]})

    seeds: SongIds


class SongChoice(Schema):
    """One song, by its id or written loosely."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"song_id": SONG}]})

    song_id: Text


class Likes(Schema):
    """Liked songs, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"likes": [SONG]}]})

    likes: list[str]


class LikeState(Schema):
    """Whether the song is liked now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"liked": True}]})

    liked: bool


class Dislikes(Schema):
    """Disliked songs, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"dislikes": [SONG]}]})

    dislikes: list[str]


class DislikeState(Schema):
    """Whether the song is disliked now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"disliked": False}]})

    disliked: bool


class _Dials(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"discovery": 0.7, "explicit": False, "diversity": None, "private": False}]
        }
    )

    discovery: Share | None = Field(default=None, description="0: what is known; 1: what few know.")
    explicit: Flag | None = Field(default=None, description="`false` keeps explicit songs out.")
    diversity: Share | None = Field(
        default=None, description="0: relevance alone; 1: as different as can be."
    )


class Preferred(_Dials):
    """How to answer where a request does not say; ``null`` is the default of the API."""

    private: bool = Field(
        description="What is stored serves this account alone, neither training nor measuring."
    )


class PreferencesWished(_Dials):
    """The same; what is left out goes back to its default, but for ``private``, which stays as it is."""

    private: Flag | None = Field(
        default=None,
        description="`true`: what is stored serves this account alone, and what it was shown is forgotten.",
    )
