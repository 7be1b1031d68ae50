"""Choosing the format of a log: by name, or by its header."""

from segue.base.errors import DataError
from segue.listening.formats.columns import Header
from segue.listening.formats.format import Format, LogFormat
from segue.listening.formats.generic import Csv, Parquet
from segue.listening.formats.lastfm import LastFm
from segue.listening.formats.listenbrainz import ListenBrainz
from segue.listening.formats.playlist import Playlist
from segue.listening.tables.table import Table

FORMATS: tuple[Format, ...] = (ListenBrainz(), LastFm(), Playlist(), Csv(), Parquet())
"""Every format; of those that recognise a table, the first one reads it."""


def choose(table: Table, header: Header, wanted: LogFormat | None) -> Format:
    """The format named ``wanted``, else the one that recognises the table.

    Raises:
        DataError: The named format does not come in this kind of file.
    """
    possible = [known for known in FORMATS if table.kind in known.kinds]
    if wanted is None:
        return next(known for known in possible if known.recognises(header))
    for known in possible:
        if known.name is wanted:
            return known
    names = " or ".join(known.name for known in possible)
    raise DataError(
        f"{table.name} is {table.kind}, which --format {wanted} does not read; say --format {names}."
    )
