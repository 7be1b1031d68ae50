"""A separate file of titles, joined to the songs of a log by their ids."""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from segue.base.errors import DataError
from segue.base.progress import Progress
from segue.listening.cleaning import read_facts
from segue.listening.formats import synonyms
from segue.listening.formats.columns import ColumnMap, FactColumns, Header
from segue.listening.formats.resolution import resolve_facts
from segue.listening.limits import Limits
from segue.listening.songbook import Songbook
from segue.listening.tables.opening import open_table
from segue.listening.values.texts import read_ids
from segue.listening.vocabulary import Vocabulary

_IDS = (*synonyms.SONG_ID, "id", "mbid", "uri", *synonyms.ARTIST_ID)
_TITLES = (*synonyms.TITLE, "name", "artistname")


@dataclass(frozen=True, eq=False)
class Titles:
    """What a file of titles says.

    Attributes:
        songbook: of the songs of the log.
        n_rows: rows of the file, about songs of the log or not.
    """

    songbook: Songbook
    n_rows: int


def read_titles(
    path: Path, vocabulary: Vocabulary, columns: ColumnMap, limits: Limits, progress: Progress
) -> Titles:
    """Read what a CSV or Parquet file says about the songs in ``vocabulary``; other rows are passed over.

    Columns are found by their usual names; those the operator named for the log count here where they exist.
    The first row that knows a fact wins. In a table of artists (``id, name``) the artist's name is the title.
    An artist or album that has an id and no name goes by its id, so that training knows which songs share it.

    Raises:
        DataError: The file can't be read, or has no column of ids, or nothing about songs beside it.
    """
    table = open_table(path, limits)
    header = Header(table.name, table.header)
    chosen = _present(columns, header)
    song = header.require("song", "song", header.pick("song", chosen.song, _IDS))
    facts = _without(_with_ids(resolve_facts(header, chosen, _TITLES), header), song)
    if not facts.places:
        raise DataError(f"{table.name} says nothing about songs beside their ids; it has {header.listed()}.")
    wanted = sorted({song, *facts.places.values()})
    songbook, n_rows = Songbook(), 0
    with progress.task(f"reading {table.name}", path.stat().st_size) as task:
        for batch in table.batches(wanted, task):
            n_rows += batch.n_rows + sum(batch.unusable.values())
            rows = vocabulary.look_up(read_ids(batch.columns[song], "song"))
            known = rows >= 0
            said = read_facts(batch, facts).where(known)
            songbook.learn(rows[known], said, np.zeros(len(said.years), bool), len(vocabulary))
    return Titles(songbook, n_rows)


def _present(columns: ColumnMap, header: Header) -> ColumnMap:
    absent = {
        field.name: None
        for field in fields(columns)
        if getattr(columns, field.name) is not None and header.place_of(getattr(columns, field.name)) is None
    }
    return replace(columns, **absent)


def _with_ids(facts: FactColumns, header: Header) -> FactColumns:
    """The columns, ids of artists and albums in the place of names that are not there."""
    artist = header.find(synonyms.ARTIST_ID) if facts.artist is None else facts.artist
    album = header.find(synonyms.ALBUM_ID) if facts.album is None else facts.album
    return replace(facts, artist=artist, album=album)


def _without(facts: FactColumns, place: int) -> FactColumns:
    """The columns except one: an id is not its own title."""
    own: dict[str, Any] = {name: None for name, at in facts.places.items() if at == place}
    return replace(facts, **own)
