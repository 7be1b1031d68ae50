"""A Parquet file as a table."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from segue.base.errors import DataError
from segue.base.progress import Task
from segue.listening.files import shown_name
from segue.listening.limits import Limits
from segue.listening.tables.guard import readable
from segue.listening.tables.table import Batch, TableKind
from segue.listening.values.coded import is_textual

MAGIC = b"PAR1"
"""First and last bytes of a Parquet file (Apache Parquet, "File format")."""

_WHAT = "Parquet"


class ParquetTable:
    """A Parquet file, read row group by row group.

    Args:
        path: A regular file.
        limits: Caps on rows, columns and on the size the file says it unpacks to.

    Raises:
        DataError: The file is damaged, cut short or past a limit.
    """

    kind = TableKind.PARQUET

    def __init__(self, path: Path, limits: Limits) -> None:
        self.name = shown_name(path)
        self._path = path
        self._limits = limits
        with readable(self.name, _WHAT), pq.ParquetFile(path) as file:
            self.header: tuple[str, ...] = tuple(file.schema_arrow.names)
            self._texts = [field.name for field in file.schema_arrow if is_textual(field.type)]
            self._check(file.metadata)

    def batches(self, wanted: Sequence[int], task: Task) -> Iterator[Batch]:
        """Read the wanted columns in their own types; text arrives dictionary-encoded.

        The encoding keeps a short file from asking for gigabytes by one long value repeated in every row.
        """
        names = [self.header[place] for place in wanted]
        size = self._path.stat().st_size
        with readable(self.name, _WHAT), self._open(names) as file:
            bytes_per_row = size / max(file.metadata.num_rows, 1)
            for batch in file.iter_batches(self._limits.batch_rows, columns=names):
                task.advance(bytes_per_row * batch.num_rows)
                columns = {place: batch.column(name) for place, name in zip(wanted, names, strict=True)}
                for column in columns.values():
                    _check_codes(column)
                yield Batch(columns, batch.num_rows, {})

    def _open(self, names: Sequence[str]) -> pq.ParquetFile:
        texts = [name for name in self._texts if name in names]
        return pq.ParquetFile(self._path, read_dictionary=texts, pre_buffer=False)

    def _check(self, metadata: pq.FileMetaData) -> None:
        limits = self._limits
        if len(self.header) > limits.columns:
            raise DataError(
                f"{self.name} has {len(self.header):,} columns; a listening log has at most {limits.columns}."
            )
        if metadata.num_rows > limits.rows:
            raise DataError(f"{self.name} has {metadata.num_rows:,} rows; at most {limits.rows:,} are read.")
        unpacked = sum(
            metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)
        )
        ratio = unpacked / self._path.stat().st_size
        if unpacked > limits.unpacked_bytes or (
            unpacked > limits.ratio_free_bytes and ratio > limits.unpacked_ratio
        ):
            raise DataError(f"{self.name} says it unpacks to {unpacked:,} bytes, which is more than allowed.")


def _check_codes(column: pa.Array) -> None:
    """Raise ``ValueError`` where a code of a dictionary-encoded column has no value: Arrow does not look."""
    if pa.types.is_dictionary(column.type) and len(column):
        span = pc.min_max(column.indices)
        if span["min"].is_valid and not 0 <= span["min"].as_py() <= span["max"].as_py() < len(
            column.dictionary
        ):
            raise ValueError("a dictionary code without a value")
