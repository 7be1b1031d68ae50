"""What all schemas share."""

from pydantic import BaseModel, ConfigDict, JsonValue

SONG = "Radiohead - Karma Police"
OTHER = "Björk - Jóga"
ITEM: dict[str, JsonValue] = {
    "song_id": "Blur - Beetlebum",
    "title": "Beetlebum",
    "artist": "Blur",
    "genre": "Britpop",
    "year": 1997,
    "explicit": False,
    "cover_url": None,
    "distance": 0.213,
}
HIT: dict[str, JsonValue] = {
    "song_id": SONG,
    "title": "Karma Police",
    "artist": "Radiohead",
    "album": "OK Computer",
    "genre": "Alternative rock",
    "year": 1997,
    "explicit": False,
    "cover_url": None,
    "preview_url": None,
}


class Schema(BaseModel):
    """Unknown fields of a request are ignored, so that clients may be newer than the server."""

    model_config = ConfigDict(frozen=True, extra="ignore")
