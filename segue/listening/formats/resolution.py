"""Finding the columns of a log by what they are usually called."""

from collections.abc import Sequence
from dataclasses import replace

from segue.base.errors import DataError
from segue.base.logging import clean
from segue.listening.formats import synonyms
from segue.listening.formats.columns import ColumnMap, FactColumns, Header, Layout, listed


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
    artists (no song named, and no column left over that might name it) takes the artists for songs. Raises
    ``DataError`` when listener or song can't be told, or when a column the operator named isn't there.
    """
    user = header.require("user", "listener", header.pick("user", columns.user, users))
    song = header.pick("song", columns.song, song_ids)
    facts = resolve_facts(header, columns, titles)
    time = header.pick("time", columns.time, synonyms.TIME)
    layout = Layout(
        user=user,
        song=song,
        count=header.pick("count", columns.count, synonyms.COUNT),
        time=time,
        clock=_clock(header, time),
        facts=facts,
    )
    if song is not None or (facts.artist is not None and facts.title is not None):
        return layout
    if facts.title is not None:
        return replace(layout, song=facts.title)
    return _of_artists(header, layout)


def _of_artists(header: Header, layout: Layout) -> Layout:
    """The layout of a log in which artists stand in for songs. ``DataError`` where something else might."""
    facts = layout.facts
    artist_id = header.find(synonyms.ARTIST_ID)
    artist = header.require("song", "song", facts.artist if artist_id is None else artist_id)
    strangers = header.strangers([artist, *layout.places.values()])
    if strangers:
        raise DataError(
            f"{header.table_name} names artists, but no song unless one of {listed(strangers, most=8)} does: "
            f"say which one it is with --song-column, or --song-column '{clean(header.names[artist])[:40]}' "
            "to take the artists for songs."
        )
    return replace(layout, song=artist, facts=replace(facts, title=facts.artist))


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
        explicit=header.pick("explicit", columns.explicit, synonyms.EXPLICIT),
        language=header.pick("language", columns.language, synonyms.LANGUAGE),
        duration_is_milliseconds=duration is not None
        and header.name(duration).endswith(("ms", "milliseconds")),
    )


def _clock(header: Header, time: int | None) -> int | None:
    """The time of day beside a plain date column."""
    if time is None or header.name(time) not in synonyms.DATE:
        return None
    clock = header.find(synonyms.CLOCK)
    return None if clock == time else clock
