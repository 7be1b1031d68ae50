"""What goes on with a playlist."""

from collections.abc import Sequence
from typing import Any

from segue.base.arrays import Rows
from segue.base.errors import BadRequest
from segue.catalogue.catalogue import Catalogue
from segue.recommend.listener import STRANGER
from segue.recommend.playlist import continuation, session_of
from segue.recommend.relevance import relevance_shares
from segue.web.ask import Ask
from segue.web.items import answered, found_songs
from segue.web.listeners import listener_of
from segue.web.reasons import explained
from segue.web.schemas.playlist import PlaylistWished
from segue.web.serving import Serving
from segue.web.wishes import wishes_of

UNKNOWN = "None of these songs is in the catalogue. Write them as `Artist - Title`, or search for their ids."
LISTED = "Because {} is on the list"
MOST_NEAREST = 20
"""Songs not recognised of which the nearest spelling is looked for: a search takes up to some 20 ms."""


def playlist_reply(serving: Serving, ask: Ask[PlaylistWished]) -> dict[str, Any]:
    """Songs to add to a playlist, as ``schemas.Playlist``.

    Raises :class:`BadRequest` where this release knows none of its songs.
    """
    catalogue = serving.catalogue
    found = {text: catalogue.resolve(text) for text in ask.body.songs}
    songs = [row for row in map(found.get, ask.body.songs) if row is not None]
    if not songs:
        raise BadRequest(UNKNOWN)
    answer = continuation(serving.snapshot, songs, listener_of(serving, ask), wishes_of(catalogue, ask))
    reasons = _reasons(serving, songs, answer.ranking.rows) if ask.body.reasons else None
    missing = [text for text, row in found.items() if row is None]
    return answered(catalogue, answer, reasons) | {"unrecognised": _unrecognised(catalogue, missing)}


def _reasons(serving: Serving, songs: Sequence[int], rows: Rows) -> list[dict[str, Any]]:
    """Score and reasons of each song, over the songs of the playlist: what a listener likes has no say."""
    found = relevance_shares(serving.snapshot, session_of(songs), STRANGER, rows)
    return explained(serving.catalogue, found, dict.fromkeys(songs, LISTED))


def _unrecognised(catalogue: Catalogue, texts: Sequence[str]) -> list[dict[str, Any]]:
    nearest = [found_songs(catalogue, catalogue.search(text, 1)) for text in texts[:MOST_NEAREST]]
    hits = [found[0] if found else None for found in nearest] + [None] * (len(texts) - len(nearest))
    return [{"given": text, "nearest": hit} for text, hit in zip(texts, hits, strict=True)]
