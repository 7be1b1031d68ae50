"""What every kind of file looks like to the rest: a header and batches of raw columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import pyarrow as pa

from segue.base.progress import Task
from segue.listening.reasons import Reason


class TableKind(StrEnum):
    """How the rows of a file are written down; the value completes "… is ‹value›"."""

    DELIMITED = "delimited text"
    PARQUET = "a Parquet file"
    LISTENS = "ListenBrainz JSON lines"


@dataclass(frozen=True, eq=False)
class Batch:
    """Some rows of a table, in the order of the file.

    Attributes:
        columns: position in the header → array (n_rows,) of any Arrow type.
        n_rows: rows in every column.
        unusable: rows of the file that belong to this batch, but could not be taken apart into cells.
    """

    columns: Mapping[int, pa.Array]
    n_rows: int
    unusable: Mapping[Reason, int]


class Table(Protocol):
    """A file with named columns."""

    @property
    def name(self) -> str:
        """The file's name as it may stand in a message."""

    @property
    def kind(self) -> TableKind:
        """How its rows are written down."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns; may hold empty and equal ones."""

    def batches(self, wanted: Sequence[int], task: Task) -> Iterator[Batch]:
        """Read the wanted columns (positions in the header); ``task`` advances by bytes of the file.

        Raises :class:`~segue.base.errors.DataError` when the file turns out to be damaged or too large.
        """
