"""What a listener says: seeds and likes."""

from pydantic import ConfigDict

from segue.web.fields import Text
from segue.web.schemas.base import SONG, Schema


class StoredSeeds(Schema):
    """The songs named at onboarding; ``null`` for somebody who has not been asked yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seeds": [SONG]}]})

    seeds: list[str] | None


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
