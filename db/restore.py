"""Putting a backup in the place of a SQLite database, under the hands of a running API."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from db.backup import check, copy, refusal
from db.database import Database
from db.migrate import Migration, migrate
from db.sqlite import begin_immediate, file_at
from db.urls import REPLACED, refuse_half_restored
from segue.base.errors import DataError
from segue.base.files import sync_file, sync_folder
from segue.base.progress import SILENT, Progress

EraseAgain = Callable[[Connection, Mapping[str, datetime]], int]
"""Repeats erasures: digests of names and when each was erased; gives how many accounts went."""

_LOCK_SECONDS = 10
_FAR_AHEAD = 1_000_000
"""How far numbers are moved on that must not come again, where it is unknown which were in use."""


@dataclass(frozen=True)
class Restored:
    """What was done.

    Attributes:
        migration: Of the backup.
        accounts: In the database now.
        erased: Accounts of the backup that were deleted since, and are again.
        replaced: Where the database is now that was there before; ``None`` where there was none.
        sound: Whether that one could be read. If not, accounts deleted since the backup are back.
    """

    migration: Migration
    accounts: int
    erased: int
    replaced: Path | None
    sound: bool


@dataclass(frozen=True)
class _Known:
    """What the replaced database knows that must not be forgotten."""

    erased: Mapping[str, datetime]
    token_version: int
    last_account: int


def restore(
    backup: Path,
    database: Path,
    *,
    erase_again: EraseAgain,
    now: datetime,
    progress: Progress = SILENT,
) -> Restored:
    """Put a checked and migrated copy of ``backup`` in the place of ``database``, which is kept aside.

    Everybody has to sign in again: a session that was ended since the backup would otherwise be alive. A
    running API goes on with the restored database; what it can't store meanwhile, it refuses.

    Raises:
        DataError: the backup is damaged, not ours or newer than this code, or is the database itself.
        Unavailable: the database stays locked, or the disk is full. As with the first, nothing has changed.
    """
    refuse_half_restored(database)
    if database.exists() and backup.exists() and database.samefile(backup):
        raise DataError(f"{backup} is the database itself; name a backup of it.")
    check(backup, progress=progress)
    staged = database.with_name(f".{database.name}.{secrets.token_hex(4)}.part")
    try:
        copy(backup, staged, progress=progress)
        new = Database(f"sqlite:///{staged}")
        try:
            migration = migrate(new, progress=progress)
            with _held(database) as known:
                erased, accounts = _carry_over(new, known, erase_again)
                new.close()  # the last to close writes the log back into the file, and removes it
                sync_file(staged)
                replaced = _put_aside(database, now)
                staged.replace(database)
        finally:
            new.close()
        sync_folder(database.parent)
    finally:
        for name in ("", "-wal", "-shm"):
            staged.with_name(staged.name + name).unlink(missing_ok=True)
    return Restored(migration, accounts, erased, replaced, sound=known is not None or replaced is None)


@contextmanager
def _held(database: Path) -> Iterator[_Known | None]:
    """Keep others from changing a database; gives what it knows, ``None`` if it is missing or can't be read.

    While this connection is open no other is the last to close, which would remove the log by its name.
    """
    file = file_at(database)
    if file is None:
        yield None
        return
    uri = f"{database.as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        try:
            begin_immediate(connection, _LOCK_SECONDS)
            known = _known(connection)
        except sqlite3.Error as error:
            failure = refusal(database, error)
            if not isinstance(failure, DataError):
                raise failure from error
            known = None
        if file_at(database) != file:
            raise DataError("Another restore has just ended; run `python main.py restore` again if you must.")
        yield known
        connection.rollback()


def _known(connection: sqlite3.Connection) -> _Known:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    rows = connection.execute("SELECT digest, erased_at FROM erasures") if "erasures" in tables else ()
    erased = {digest: datetime.fromisoformat(at).replace(tzinfo=UTC) for digest, at in rows}
    (version,) = connection.execute("SELECT COALESCE(MAX(token_version), 0) FROM users").fetchone()
    (last,) = connection.execute(_LAST_ACCOUNT).fetchone()
    return _Known(erased, version, last)


_LAST_ACCOUNT = "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'users'"


def _carry_over(new: Database, known: _Known | None, erase_again: EraseAgain) -> tuple[int, int]:
    """Let the restored database know what must not be forgotten; gives erased and remaining accounts."""
    with new.transaction(write=True) as connection:
        erased = erase_again(connection, known.erased if known else {})
        version: int = connection.execute(
            text("SELECT COALESCE(MAX(token_version), 0) FROM users")
        ).scalar_one()
        last: int = connection.execute(text(_LAST_ACCOUNT)).scalar_one()
        if known is None:
            version, last = version + _FAR_AHEAD, last + _FAR_AHEAD
        else:
            version, last = max(version, known.token_version), max(last, known.last_account)
        connection.execute(text("DELETE FROM sessions"))
        connection.execute(text("UPDATE users SET token_version = :version"), {"version": version + 1})
        # an account made now must not get the number of one made since the backup, whose tokens are about
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'users'"))
        connection.execute(text("INSERT INTO sqlite_sequence VALUES ('users', :last)"), {"last": last})
        accounts: int = connection.execute(text("SELECT count(*) FROM users")).scalar_one()
    return erased, accounts


def _put_aside(database: Path, now: datetime) -> Path | None:
    """Rename a database whose lock is held, with its log, so that nothing can be opened under its name.

    The log is named after the database and would be read as that of whichever file bears the name: it goes
    after the one and before the other (sqlite.org/howtocorrupt.html, 1.4).
    """
    aside = database.with_name(f"{database.name}{REPLACED}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    found = database.exists()
    for name in ("", "-wal", "-shm"):
        part = database.with_name(database.name + name)
        if not found:
            part.unlink(missing_ok=True)  # the log of a file that is gone
        elif part.exists():
            part.rename(aside.with_name(aside.name + name))
    return aside if found else None
