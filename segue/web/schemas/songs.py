"""Songs."""

from pydantic import ConfigDict

from segue.web.schemas.base import HIT, ITEM, Schema


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
    cover_url: str | None = None
    preview_url: str | None = None


class Item(Schema):
    """A recommended song; the smaller ``distance``, the nearer (0 … 2)."""

    model_config = ConfigDict(json_schema_extra={"examples": [ITEM]})

    song_id: str
    title: str
    artist: str
    genre: str | None = None
    year: int | None = None
    explicit: bool | None = None
    cover_url: str | None = None
    distance: float | None = None
