"""Backups of a SQLite database: consistent, compact and checked, taken while it is in use."""

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db.migrate import plan
from db.outages import sqlite_code
from segue.base.errors import DataError, SegueError, Unavailable
from segue.base.files import require_folder, sync_folder, whole_file
from segue.base.progress import SILENT, Progress, Task

_OPERATIONS = 20_000
"""Steps of SQLite's machine between two looks at how far it is: some milliseconds."""
_LEFTOVER_SECONDS = 3600


@dataclass(frozen=True)
class Backup:
    """A file that was checked.

    Attributes:
        path: Where it is.
        size_bytes: Of the file.
        revision: The step its schema stands at.
        accounts: How many it holds.
    """

    path: Path
    size_bytes: int
    revision: str
    accounts: int


def back_up(database: Path, target: Path, *, progress: Progress = SILENT) -> Backup:
    """Write what is committed in ``database`` at this moment to a new file, readable by its owner only.

    Others go on reading and writing. The file appears when it is whole, checked and on the disk. Pages that
    deleted rows have left behind are not copied. Raises :class:`DataError` where ``target`` exists or has no
    folder, or ``database`` is no sound database of ours, :class:`Unavailable` where it is locked or the disk
    is full.
    """
    require_folder(target)
    if target.exists():
        raise DataError(f"{target.name} exists already; name another file.")
    _sweep(target.parent)
    with whole_file(target) as part:
        copy(database, part, progress=progress)
        checked = check(part, progress=progress)
    sync_folder(target.parent)
    return Backup(target, checked.size_bytes, checked.revision, checked.accounts)


def copy(source: Path, target: Path, *, progress: Progress = SILENT) -> None:
    """Write one consistent state of ``source`` to ``target``, which must not exist."""
    _require_file(source)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(_opened(source)) as connection:
            (size,) = connection.execute(_SIZE).fetchone()
            with progress.task("copying", size) as task:
                look = _Look(target, task)
                connection.set_progress_handler(look, _OPERATIONS)
                # not page by page (`Connection.backup`): free pages may hold what people have deleted
                connection.execute("VACUUM INTO ?", (str(target),))
                look()
    except sqlite3.Error as error:
        raise refusal(source, error) from error


def check(path: Path, *, progress: Progress = SILENT) -> Backup:
    """Read all of a database that nobody uses. Raises :class:`DataError` saying what is wrong with it."""
    _require_file(path)
    try:
        with progress.task("checking", 1) as task, closing(_opened(path)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise DataError(f"{path.name} is damaged ({found}); use another backup.")
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise DataError(f"{path.name} is damaged (a row refers to none); use another backup.")
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or (None,)
            (accounts,) = connection.execute("SELECT count(*) FROM users").fetchone()
            task.advance()
    except sqlite3.Error as error:
        raise refusal(path, error) from error
    if revision is None:
        raise DataError(f"{path.name} is no database of Segue.")
    plan(revision)
    return Backup(path, path.stat().st_size, revision, accounts)


def refusal(path: Path, error: sqlite3.Error) -> SegueError:
    """What an operator reads when SQLite gives up on a file."""
    code = sqlite_code(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Unavailable(f"{path.name} is locked: somebody else writes to it. Try again in a moment.")
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return Unavailable("The disk is full or fails, and nothing was changed. Make room, then try again.")
    return DataError(f"{path.name} is no sound database of Segue ({error}).")


_SIZE = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"


class _Look:
    """Tells a task how far a file has grown; called by SQLite."""

    def __init__(self, path: Path, task: Task) -> None:
        self._path, self._task, self._seen = path, task, 0

    def __call__(self) -> None:
        size = self._path.stat().st_size
        self._task.advance(size - self._seen)
        self._seen = size


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise DataError(f"There is no file {path}; check the path.")


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _sweep(folder: Path) -> None:
    """Remove what backups that were killed have left: it holds personal data."""
    for leftover in folder.glob(".*.sqlite3.*.part*"):
        if time.time() - leftover.stat().st_mtime > _LEFTOVER_SECONDS:
            leftover.unlink(missing_ok=True)
