"""ListenBrainz listens: JSON lines, or the Parquet files of its dump for Spark.

The dump's columns are ``listened_at, user_id, artist_name, release_name, recording_name, recording_mbid`` and
more. A listen that is not matched to MusicBrainz has no ``recording_mbid``; its song is ``Artist - Title``.
"""

from dataclasses import replace

from segue.listening.formats.columns import ColumnMap, Header, Layout
from segue.listening.formats.format import LogFormat
from segue.listening.formats.resolution import resolve
from segue.listening.tables.table import TableKind


class ListenBrainz:
    """Songs are MusicBrainz recordings where known."""

    name = LogFormat.LISTENBRAINZ
    kinds = frozenset({TableKind.LISTENS, TableKind.PARQUET})

    def recognises(self, header: Header) -> bool:
        """When, whose and which recording."""
        return header.find(("listenedat",)) is not None and header.find(("recordingname",)) is not None

    def layout(self, header: Header, columns: ColumnMap) -> Layout:
        """See :class:`~segue.listening.formats.format.Format`."""
        layout = resolve(header, columns, users=("username", "userid"), song_ids=("recordingmbid",))
        return replace(layout, builds_missing_ids=True)
