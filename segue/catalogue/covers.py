"""Cover pictures, by artist and title: what outside services once answered, kept in one table.

Both names go by their keys (see ``identity``), so a cover is found under any spelling. Songs without a known
artist or title have none: equal titles of unknown artists are not one song.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from db.tables import covers
from segue.catalogue.identity import artist_key, is_nobody, title_key

LONGEST_URL = 2048
"""Characters of an address that is stored."""

_LONGEST_KEY_BYTES = 1000  # an index entry of Postgres ends at 2 704 bytes, and holds two keys


def find_cover(connection: Connection, artist: str, track: str) -> str | None:
    """The address of a song's cover, or ``None`` when none is known."""
    return find_covers(connection, [(artist, track)])[0]


def find_covers(connection: Connection, songs: Sequence[tuple[str, str]]) -> list[str | None]:
    """The covers of (artist, title) pairs, at most some thousands, in their order: one statement, or none."""
    keys = [_keys(artist, track) for artist, track in songs]
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return [None] * len(songs)
    columns = covers.c.artist_key, covers.c.track_key
    found = connection.execute(select(*columns, covers.c.url).where(tuple_(*columns).in_(sorted(wanted))))
    urls = {(artist, track): url for artist, track, url in found}
    return [urls.get(key) if key is not None else None for key in keys]


def store_cover(
    connection: Connection, artist: str, track: str, *, url: str | None, source: str, fetched_at: datetime
) -> None:
    """Keep what ``source`` answered for a song, in place of what was known; ``url=None``: it has no cover.

    Raises ``ValueError`` for a song without a known artist or title, and for an address that is not http(s)
    or is longer than ``LONGEST_URL``.
    """
    key = _keys(artist, track)
    if key is None:
        raise ValueError("a cover needs a known artist and a title")
    if url is not None and not (url.startswith(("https://", "http://")) and len(url) <= LONGEST_URL):
        raise ValueError("a cover needs an http(s) address of ordinary length")
    answer = {"url": url, "source": source, "fetched_at": fetched_at}
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(covers).values(artist_key=key[0], track_key=key[1], **answer)
    connection.execute(row.on_conflict_do_update(index_elements=["artist_key", "track_key"], set_=answer))


def _keys(artist: str, track: str) -> tuple[str, str] | None:
    by, name = artist_key(artist), title_key(track)
    return None if is_nobody(by) or not name else (_short(by), _short(name))


def _short(key: str) -> str:
    """The key itself, or a digest of one too long for a database index."""
    encoded = key.encode()
    return key if len(encoded) <= _LONGEST_KEY_BYTES else blake2b(encoded, digest_size=16).hexdigest()
