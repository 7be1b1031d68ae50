"""What a format of listening logs is."""

from enum import StrEnum
from typing import Protocol

from segue.listening.formats.columns import ColumnMap, Header, Layout
from segue.listening.tables.table import TableKind


class LogFormat(StrEnum):
    """The formats by the names ``--format`` takes."""

    LASTFM = "lastfm"
    CSV = "csv"
    PARQUET = "parquet"
    PLAYLIST = "playlist"
    LISTENBRAINZ = "listenbrainz"


class Format(Protocol):
    """One way a listening log is laid out."""

    @property
    def name(self) -> LogFormat:
        """What ``--format`` calls it."""

    @property
    def kinds(self) -> frozenset[TableKind]:
        """The kinds of file it comes in."""

    def recognises(self, header: Header) -> bool:
        """Whether a table with this header, of one of its kinds, is surely of this format."""

    def layout(self, header: Header, columns: ColumnMap) -> Layout:
        """Which column means what.

        Raises:
            DataError: A column it can't do without is missing, or one the operator named isn't there.
        """
