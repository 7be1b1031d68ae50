"""Names of songs, artists and genres: from what people write to rows, and to what outlives a release."""

from collections.abc import Iterable
from dataclasses import dataclass

from segue.accounts.taste import BlockKind
from segue.base.errors import BadRequest
from segue.catalogue.catalogue import Catalogue
from segue.catalogue.identity import artist_key, label_key

UNKNOWN_SONG = "Song not in catalogue"
NOT_IN_MODEL = "Song '{}' not in model catalogue."
LONGEST_NAMED = 500
"""Characters of an unknown song that its refusal repeats, which stays below 4 KB however they are encoded."""
UNKNOWN = {
    BlockKind.SONG: UNKNOWN_SONG,
    BlockKind.ARTIST: "Artist not in catalogue",
    BlockKind.GENRE: "Genre not in catalogue",
}


@dataclass(frozen=True)
class Named:
    """Something of the catalogue.

    Attributes:
        name: as shown; of a song, its id.
        key: equal for all spellings, in every release.
    """

    name: str
    key: str


def known_rows(catalogue: Catalogue, texts: Iterable[str]) -> tuple[int, ...]:
    """The songs that ids, written loosely, name: in order, each once, those not in this release left out."""
    texts = list(texts)
    if not texts:
        return ()
    found = catalogue.resolve_all(texts)
    return tuple(dict.fromkeys(row for row in found if row is not None))


def playing_row(catalogue: Catalogue, text: str) -> int:
    """The song that plays, by an id written loosely.

    Raises :class:`BadRequest` in words that clients know; the only ones that repeat what was sent.
    """
    row = catalogue.resolve(text)
    if row is None:
        raise BadRequest(NOT_IN_MODEL.format(text[:LONGEST_NAMED]))
    return row


def song_row(catalogue: Catalogue, text: str) -> int:
    """The song that an id, written loosely, names; :class:`BadRequest` without one."""
    row = catalogue.resolve(text)
    if row is None:
        raise BadRequest(UNKNOWN_SONG)
    return row


def song_id_of(catalogue: Catalogue, text: str) -> str:
    """Its id, in the same way."""
    return catalogue.songs.ids.id(song_row(catalogue, text))


def song_ids_of(catalogue: Catalogue, text: str) -> set[str]:
    """The ids under which something may be stored of the song a text names: the text itself is one."""
    row = catalogue.resolve(text)
    return {text} if row is None else {text, catalogue.songs.ids.id(row)}


def named(catalogue: Catalogue, kind: BlockKind, text: str) -> Named:
    """What a name, written loosely, stands for; :class:`BadRequest` for nothing of this release."""
    if kind is BlockKind.SONG:
        song_id = song_id_of(catalogue, text)
        return Named(song_id, song_id)
    row = block_row(catalogue, kind, text)
    if row is None:
        raise BadRequest(UNKNOWN[kind])
    if kind is BlockKind.ARTIST:
        name = catalogue.artist_name(row)
        return Named(name, artist_key(name))
    name = catalogue.genre_name(row)
    return Named(name, label_key(name))


def keys_of(catalogue: Catalogue, kind: BlockKind, text: str) -> set[str]:
    """The keys under which a block by this name may be stored, whether or not this release knows it."""
    if kind is BlockKind.SONG:
        return song_ids_of(catalogue, text)
    return {artist_key(text) if kind is BlockKind.ARTIST else label_key(text)}


def block_row(catalogue: Catalogue, kind: BlockKind, name: str) -> int | None:
    """The number of what a block names: a song's row, an artist's or a genre's; ``None`` if not known."""
    numbers = {
        BlockKind.SONG: catalogue.resolve,
        BlockKind.ARTIST: catalogue.artist_row,
        BlockKind.GENRE: catalogue.genre_row,
    }
    return numbers[kind](name)
