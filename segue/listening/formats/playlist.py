"""Playlists: ``playlist_id, track_id[, …]``, one row per track of a playlist; a playlist is a listener."""

from segue.listening.formats import synonyms
from segue.listening.formats.columns import ColumnMap, Header, Layout
from segue.listening.formats.format import LogFormat
from segue.listening.formats.resolution import resolve
from segue.listening.tables.table import TableKind


class Playlist:
    """Playlist × track; where a table names listeners too, playlists are taken all the same."""

    name = LogFormat.PLAYLIST
    kinds = frozenset({TableKind.DELIMITED, TableKind.PARQUET})

    def recognises(self, header: Header) -> bool:
        """A playlist and no listener."""
        return header.find(synonyms.PLAYLIST) is not None and header.find(synonyms.USER) is None

    def layout(self, header: Header, columns: ColumnMap) -> Layout:
        """See :class:`~segue.listening.formats.format.Format`."""
        return resolve(header, columns, users=synonyms.PLAYLIST)
