"""Delimited text (CSV, TSV, semicolons, bars) as a table."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from segue.base.errors import DataError
from segue.base.progress import SILENT, Task
from segue.listening.files import shown_name
from segue.listening.limits import Limits
from segue.listening.reasons import SAVE_AS_UTF8, Reason
from segue.listening.tables.bytestream import ByteStream
from segue.listening.tables.guard import readable
from segue.listening.tables.lines import Block, blocks
from segue.listening.tables.quoting import RowShape
from segue.listening.tables.table import Batch, TableKind

DELIMITERS = (",", "\t", ";", "|")


class DelimitedTable:
    """A text file whose first line names its columns.

    Args:
        path: A regular file, plain or packed with gzip or zstd.
        limits: Caps on lines and on unpacking.

    Raises:
        DataError: The first line is missing, not UTF-8, or no header.
    """

    kind = TableKind.DELIMITED

    def __init__(self, path: Path, limits: Limits) -> None:
        self.name = shown_name(path)
        self._path = path
        self._limits = limits
        with SILENT.task("") as task, ByteStream(path, limits, task) as stream:
            line = next((line for block in self._blocks(stream) for line in _filled(block)), b"")
        text = _decoded_header(line, self.name)
        self._delimiter = max(DELIMITERS, key=lambda sign: _unquoted(text).count(sign))
        self.header = self._cells(text)

    def batches(self, wanted: Sequence[int], task: Task) -> Iterator[Batch]:
        """Read the wanted columns as raw bytes (``pa.binary()``), some 4 MiB of text at a time."""
        shape = RowShape(self._delimiter, len(self.header))
        with ByteStream(self._path, self._limits, task) as stream:
            held, rest = Block(b""), b""
            for block in _without_header(self._blocks(stream)):
                batch, rest = self._batch(shape, rest, held, wanted, last=False)
                yield batch
                held = block
            yield self._batch(shape, rest, held, wanted, last=True)[0]

    def _blocks(self, stream: ByteStream) -> Iterator[Block]:
        return blocks(stream, longest=self._limits.line_bytes, size=self._limits.block_bytes)

    def _batch(
        self, shape: RowShape, rest: bytes, block: Block, wanted: Sequence[int], *, last: bool
    ) -> tuple[Batch, bytes]:
        rows = shape.sort(rest + block.data, last=last)
        unusable = Counter(rows.unusable)
        if block.too_long:
            unusable[Reason.LINE_TOO_LONG] += block.too_long
        table = self._parse(rows.data, wanted)
        columns = {place: table.column(number).combine_chunks() for number, place in enumerate(wanted)}
        return Batch(columns, table.num_rows, unusable), rows.rest

    def _parse(self, data: bytes, wanted: Sequence[int]) -> pa.Table:
        names = [str(place) for place in range(len(self.header))]
        included = [str(place) for place in wanted]
        schema = pa.schema([(name, pa.binary()) for name in included])
        if not data:
            return schema.empty_table()
        with readable(self.name, "delimited text"):
            return arrow_csv.read_csv(
                pa.BufferReader(data),
                arrow_csv.ReadOptions(column_names=names, block_size=len(data) + 1),
                arrow_csv.ParseOptions(delimiter=self._delimiter),
                arrow_csv.ConvertOptions(
                    column_types=schema, include_columns=included, strings_can_be_null=False
                ),
            )

    def _cells(self, text: str) -> tuple[str, ...]:
        try:
            cells = next(csv.reader([text], delimiter=self._delimiter, strict=True))
        except csv.Error:
            raise DataError(f"The first line of {self.name} has a quote that is not closed.") from None
        if len(cells) > self._limits.columns:
            raise DataError(
                f"{self.name} has {len(cells):,} columns; a listening log has at most {self._limits.columns}."
            )
        return tuple(cell.strip() for cell in cells)


def _filled(block: Block) -> list[bytes]:
    """The first line of a block that is not blank, in a list; none when all are."""
    stripped = block.data.lstrip(b" \r\n")
    return [stripped[: stripped.find(b"\n")]] if stripped else []


def _without_header(blocks_of_file: Iterator[Block]) -> Iterator[Block]:
    for block in blocks_of_file:
        stripped = block.data.lstrip(b" \r\n")
        yield Block(stripped[stripped.find(b"\n") + 1 :], block.too_long)
        if stripped:
            break
    yield from blocks_of_file


def _decoded_header(line: bytes, name: str) -> str:
    if not line:
        raise DataError(f"{name} has no line that could name its columns.")
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise DataError(f"The first line of {name} is not UTF-8 text; {SAVE_AS_UTF8}.") from None


def _unquoted(text: str) -> str:
    """What stands outside quotes in a line."""
    return "".join(text.split('"')[::2])
