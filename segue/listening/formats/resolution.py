"""Finding the columns of a log by what they are usually called."""

from collections.abc import Sequence
from dataclasses import replace

from segue.listening.formats import synonyms
from segue.listening.formats.columns import ColumnMap, FactColumns, Header, Layout


def resolve(
    header: Header,
    columns: ColumnMap,
    *,
    users: Sequence[str] = synonyms.USER + synonyms.PLAYLIST,
    song_ids: Sequence[str] = synonyms.SONG_ID,
    titles: Sequence[str] = synonyms.TITLE,
) -> Layout:
    """The layout of a table of listener, song and whatever else it knows.

    The song is named by its own id, else by artist and title together, else by the title alone. A log of
    artists (no song named at all) takes the artists for songs. Raises ``DataError`` when listener or song
    can't be told, or when a column the operator named isn't there.
    """
    user = header.require("user", "listener", header.pick("user", columns.user, users))
    song = header.pick("song", columns.song, song_ids)
    facts = resolve_facts(header, columns, titles)
    if song is None and (facts.artist is None or facts.title is None):
        song = facts.title if facts.title is not None else header.find(synonyms.ARTIST_ID)
        song = header.require("song", "song", facts.artist if song is None else song)
        facts = replace(facts, title=facts.artist if facts.title is None else facts.title)
    time = header.pick("time", columns.time, synonyms.TIME)
    return Layout(
        user=user,
        song=song,
        count=header.pick("count", columns.count, synonyms.COUNT),
        time=time,
        clock=_clock(header, time),
        facts=facts,
    )


def resolve_facts(header: Header, columns: ColumnMap, titles: Sequence[str] = synonyms.TITLE) -> FactColumns:
    """The columns that say something about songs. Raises ``DataError`` as :func:`resolve` does."""
    duration = header.pick("duration", columns.duration, synonyms.DURATION)
    return FactColumns(
        title=header.pick("title", columns.title, titles),
        artist=header.pick("artist", columns.artist, synonyms.ARTIST),
        album=header.pick("album", columns.album, synonyms.ALBUM),
        genre=header.pick("genre", columns.genre, synonyms.GENRE),
        year=header.pick("year", columns.year, synonyms.YEAR),
        duration=duration,
        duration_is_milliseconds=duration is not None
        and header.name(duration).endswith(("ms", "milliseconds")),
    )


def _clock(header: Header, time: int | None) -> int | None:
    """The time of day beside a plain date column."""
    if time is None or header.name(time) not in synonyms.DATE:
        return None
    clock = header.find(synonyms.CLOCK)
    return None if clock == time else clock
