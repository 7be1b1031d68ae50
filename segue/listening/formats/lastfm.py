"""Last.fm-style logs: ``Username, Artist, Track[, Album, Date, Time]`` in any spelling, one line a play."""

from segue.listening.formats import synonyms
from segue.listening.formats.columns import ColumnMap, Header, Layout
from segue.listening.formats.format import LogFormat
from segue.listening.formats.resolution import resolve
from segue.listening.tables.table import TableKind


class LastFm:
    """Songs are named by artist and title; ids are ``Artist - Title`` unless an option names an id column."""

    name = LogFormat.LASTFM
    kinds = frozenset({TableKind.DELIMITED})

    def recognises(self, header: Header) -> bool:
        """A listener, an artist and a title, and no song id."""
        wanted = (synonyms.USER, synonyms.ARTIST, synonyms.TITLE)
        return (
            all(header.find(names) is not None for names in wanted) and header.find(synonyms.SONG_ID) is None
        )

    def layout(self, header: Header, columns: ColumnMap) -> Layout:
        """See :class:`~segue.listening.formats.format.Format`."""
        titles = (*synonyms.TITLE, "song")
        header.require("user", "listener", header.pick("user", columns.user, synonyms.USER))
        header.require("artist", "artist", header.pick("artist", columns.artist, synonyms.ARTIST))
        header.require("title", "title", header.pick("title", columns.title, titles))
        return resolve(header, columns, users=synonyms.USER, song_ids=(), titles=titles)
