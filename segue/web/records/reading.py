"""Reading records again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from segue.base.errors import DataError
from segue.web.records.files import RECORDS_GLOB
from segue.web.records.record import Record


@dataclass(frozen=True)
class Line:
    """One line of a file of records.

    Attributes:
        path: of the file.
        number: in the file, from 1.
        n_bytes: its length, its end included.
        record: ``None`` where the line can't be read.
        cut_short: whether it lacks its end, as when its writer was killed: no damage.
    """

    path: Path
    number: int
    n_bytes: int
    record: Record | None
    cut_short: bool


def record_files(path: Path) -> list[Path]:
    """The files of records a path names: itself, or those of a folder, oldest first.

    Raises :class:`DataError` where there is none.
    """
    files = sorted(path.glob(RECORDS_GLOB)) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise DataError(f"There are no records in {path}; RECORD_DIR has the API write some.")
    return files


def read_records(file: Path) -> Iterator[Line]:
    """The lines of a file, in order. Raises ``OSError``."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            yield Line(file, number, len(line), _record(line), cut_short=not line.endswith(b"\n"))


def _record(line: bytes) -> Record | None:
    try:
        return Record.model_validate_json(line)
    except ValidationError:
        return None
