"""Plain tables: ``user, song[, count | rating | timestamp, title, artist, …]``."""

from segue.listening.formats.columns import ColumnMap, Header, Layout
from segue.listening.formats.format import LogFormat
from segue.listening.formats.resolution import resolve
from segue.listening.tables.table import TableKind


class Csv:
    """A plain table as delimited text."""

    name = LogFormat.CSV
    kinds = frozenset({TableKind.DELIMITED})

    def recognises(self, header: Header) -> bool:  # noqa: ARG002 - any header may be one
        """Whatever is no other format is tried as this one."""
        return True

    def layout(self, header: Header, columns: ColumnMap) -> Layout:
        """See :class:`~segue.listening.formats.format.Format`."""
        return resolve(header, columns)


class Parquet(Csv):
    """A plain table as Parquet."""

    name = LogFormat.PARQUET
    kinds = frozenset({TableKind.PARQUET})
