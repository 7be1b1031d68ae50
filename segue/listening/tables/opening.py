"""Which kind of table a file is, judged by its first bytes."""

from pathlib import Path

from segue.base.errors import DataError
from segue.base.progress import SILENT
from segue.listening.files import check_file, shown_name
from segue.listening.limits import Limits
from segue.listening.tables.bytestream import ByteStream, packing_of
from segue.listening.tables.delimited import DelimitedTable
from segue.listening.tables.lines import UTF8_BOM
from segue.listening.tables.listens import ListensTable
from segue.listening.tables.parquet import MAGIC, ParquetTable
from segue.listening.tables.table import Table

_HEAD_BYTES = 4096
_TAR_MAGIC = slice(257, 262)
_MOST_NULS_IN_TEXT = 0.05
"""Share of NUL bytes above which a file is no text; a stray one only spoils its row."""

_ARCHIVES = {
    b"PK\x03\x04": "a zip archive (as .npz and .xlsx are)",
    b"PK\x05\x06": "an empty zip archive",
    b"PK\x07\x08": "a zip archive in parts",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a rar archive",
    b"\xfd7zXZ\x00": "packed with xz",
    b"BZh": "packed with bzip2",
    b"\x04\x22\x4d\x18": "packed with lz4",
}
_FOREIGN = {
    b"\x93NUMPY": "a NumPy array",
    b"\x89HDF\r\n\x1a\n": "an HDF5 file",
    b"SQLite format 3\x00": "an SQLite database",
    b"ARROW1": "an Arrow file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"%PDF": "a PDF",
}


def open_table(path: Path, limits: Limits) -> Table:
    """Look at a file and open it as the kind of table it is.

    Raises:
        DataError: There is no such file, it is an archive or something else that holds no log, or its header
            can't be read.
    """
    check_file(path)
    name = shown_name(path)
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(MAGIC):
        return ParquetTable(path, limits)
    if packing_of(head):
        with SILENT.task("") as task, ByteStream(path, limits, task) as stream:
            head = stream.read(_HEAD_BYTES)
        if head.startswith(MAGIC) or packing_of(head):
            raise DataError(f"{name} is packed more than once; unpack it and name what is inside.")
    _refuse_what_is_no_log(name, head)
    first = head.removeprefix(UTF8_BOM).lstrip()[:1]
    if first == b"[":
        raise DataError(f"{name} is one JSON array; write one JSON object a line instead.")
    return ListensTable(path, limits) if first == b"{" else DelimitedTable(path, limits)


def _refuse_what_is_no_log(name: str, head: bytes) -> None:
    for magic, what in _ARCHIVES.items():
        if head.startswith(magic):
            raise DataError(f"{name} is {what}; unpack it and name the listening log inside.")
    if head[_TAR_MAGIC] == b"ustar":
        raise DataError(f"{name} is a tar archive; unpack it and name the listening log inside.")
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise DataError(f"{name} is {what}; save the listening log as UTF-8 CSV or as Parquet.")
    if not head.strip():
        raise DataError(f"{name} holds nothing but blanks.")
    if head.count(0) > len(head) * _MOST_NULS_IN_TEXT or b"\x00" in head.lstrip(b"\r\n").splitlines()[0]:
        raise DataError(f"{name} is neither text nor Parquet; save the listening log as CSV or as Parquet.")
