"""From ``DATABASE_URL`` as people write it to a URL the engine can use."""

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from segue.base.errors import DataError

_EXAMPLES = "use sqlite:///folder/file.sqlite3 or postgresql://user:password@host/name"


def database_url(text: str) -> URL:
    """Read a database URL; any Postgres spelling (``postgres://``, ``postgresql+…://``) becomes psycopg's.

    Raises :class:`DataError` for what can't be used. The message holds no part of the URL, as any may be the
    password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise DataError(f"DATABASE_URL is not a database URL: {_EXAMPLES}.") from None
    backend = url.drivername.partition("+")[0]
    if backend in {"postgres", "postgresql"}:
        return _postgres(url)
    if backend == "sqlite":
        return _sqlite(url)
    raise DataError(f"DATABASE_URL names a database Segue can't store in: {_EXAMPLES}.")


def _postgres(url: URL) -> URL:
    import psycopg  # here, because a server on SQLite needs no Postgres driver

    url = url.set(drivername="postgresql+psycopg")
    try:
        psycopg.conninfo.make_conninfo("", **dict.fromkeys(url.query, ""))
    except psycopg.Error:
        raise DataError("DATABASE_URL has a parameter after `?` that Postgres does not know.") from None
    return url


def _sqlite(url: URL) -> URL:
    name = url.database or ""
    if name in {"", ":memory:"} or name.startswith("file:") or url.host:
        raise DataError("DATABASE_URL names no SQLite file: use sqlite:///folder/file.sqlite3.")
    return url.set(drivername="sqlite+pysqlite")


def prepare_file(url: URL) -> Path:
    """Make the file of a SQLite database, readable by its owner only; gives its path.

    Raises :class:`DataError` when the place can't be written. A missing folder is not made: behind a typing
    error there would be an empty store of accounts.
    """
    path = Path(url.database or "")
    if not path.parent.is_dir():
        raise DataError(
            f"There is no folder for the SQLite database {path.name}; make it, or mend DATABASE_URL."
        )
    refuse_half_restored(path)
    try:
        # SQLite itself would follow the umask, and password hashes would be readable by every local user.
        # One that is there is not opened: to close it would lift the locks of all that this process has open
        # of it (sqlite.org/howtocorrupt.html, 2.2), and another process would take the write-ahead log away.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if not path.is_file() or not os.access(path, os.R_OK | os.W_OK):
            raise DataError(
                f"The SQLite database {path.name} can't be written: it is no file, or its rights forbid it."
            ) from None
    except OSError as error:
        raise DataError(f"The SQLite database {path.name} can't be written: {error.strerror}.") from None
    return path


REPLACED = ".replaced-"
"""Between the name of a database and the time another one took its place."""


def refuse_half_restored(path: Path) -> None:
    """Raise :class:`DataError` for a file whose restore was cut off: an empty one would be made instead."""
    replaced = [] if path.exists() else sorted(path.parent.glob(f"{path.name}{REPLACED}*Z"))
    if replaced:
        last = replaced[-1].name
        raise DataError(
            f"{path.name} is missing, and {last} was put aside by a restore that was cut off. Rename it back "
            f"(and {last}-wal to {path.name}-wal, if there is one), then restore again."
        )
