"""SQLite as processes share it: a write-ahead log, fair turns at writing, a file that may be replaced."""

import random
import sqlite3
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from db.outages import sqlite_code, unavailable
from db.urls import prepare_file

WRITE = "segue_write"
"""Execution option: the transaction that begins on this connection may write."""

BUSY_SECONDS = "segue_busy_seconds"
"""Execution option: how long it may wait for other writers; default: as the engine was opened."""

_MAY_READ, _MAY_WRITE = "PRAGMA query_only = ON", "PRAGMA query_only = OFF"
_GLANCE_SECONDS = 0.0005, 0.003
"""Between two looks whether another writer has finished."""


def sqlite_engine(url: URL, *, connections: int, busy_seconds: float, wait_seconds: float) -> Engine:
    """An engine for a file, which is made if it is missing.

    Args:
        url: From :func:`db.urls.database_url`.
        connections: Open ones, at most.
        busy_seconds: For another writer.
        wait_seconds: For a free connection.
    """
    path = prepare_file(url).absolute()
    engine = create_engine(
        # `rw`: a file that is taken away while the process runs is an outage, not a new and empty database
        url.set(database=path.as_uri()).update_query_dict({"uri": "true", "mode": "rw"}),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=wait_seconds,
        hide_parameters=True,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
    )
    event.listen(engine, "do_connect", partial(_remember_file, path=path))
    event.listen(engine, "connect", partial(_configure, busy_seconds=busy_seconds))
    event.listen(engine, "checkout", _leave_lost_file)
    event.listen(engine, "begin", partial(_begin, turns=Lock(), busy_seconds=busy_seconds))
    return engine


def begin_immediate(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Begin a transaction that writes, waiting for other writers as long as ``busy_seconds``.

    SQLite itself looks in steps that grow to a tenth of a second, so that of many writers the one who has
    waited longest has the least chance of being next; with looks at random moments all have the same. Raises
    ``sqlite3.OperationalError`` when it is still locked.
    """
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        _insist(connection, "BEGIN IMMEDIATE", busy_seconds)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")


def _insist(connection: sqlite3.Connection | DBAPIConnection, statement: str, seconds: float) -> None:
    """Say a statement again until nobody else is in its way."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if sqlite_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(*_GLANCE_SECONDS))
        else:
            return


def file_at(path: Path) -> tuple[int, int] | None:
    """Which file it is, whatever its name; ``None`` for none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _remember_file(
    _dialect: Dialect, entry: ConnectionPoolEntry, _args: list[Any], _kwargs: dict[str, Any], *, path: Path
) -> None:
    # before it is opened: if another file takes its place meanwhile, the connection counts as one to the old
    entry.info["path"], entry.info["file"] = path, file_at(path)


def _configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry, *, busy_seconds: float) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA foreign_keys = ON")
    # of 2 MB by default, for each connection of each worker; the kernel keeps one copy for all
    connection.execute("PRAGMA cache_size = -256")
    connection.execute("PRAGMA secure_delete = ON")  # what a person has deleted is not left in free pages
    # It is kept in the file: all but the first find it so. Of two that switch a new file at once, SQLite
    # refuses one without waiting for the busy timeout.
    _insist(connection, "PRAGMA journal_mode = WAL", busy_seconds)


def is_in_place(info: Mapping[str, Any]) -> bool:
    """Whether the file of a connection is the one of its name still, by what was noted as it was opened."""
    return bool(info["file"] == file_at(info["path"]))


def _leave_lost_file(
    _connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Replace a connection whose file was removed or replaced: it would go on storing where nobody reads."""
    if not is_in_place(entry.info):
        raise DisconnectionError


def _begin(connection: Connection, *, turns: Lock, busy_seconds: float) -> None:
    # A transaction that reads first and writes later fails at once when another writes, whatever the busy
    # timeout (sqlite.org/isolation.html); so a writer says so from the start.
    options = connection.get_execution_options()
    write = bool(options.get(WRITE))
    # the driver itself: of 46 µs for an empty transaction, 12 were SQLAlchemy's
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.execute(_MAY_WRITE if write else _MAY_READ)
        if not write:
            driver.execute("BEGIN")
            return
        deadline = time.monotonic() + options.get(BUSY_SECONDS, busy_seconds)
        # one thread of each process looks, so that all processes have an equal chance however many are theirs
        alone = turns.acquire(timeout=max(0.0, deadline - time.monotonic()))
        try:
            begin_immediate(driver, deadline - time.monotonic())
        finally:
            if alone:
                turns.release()
    except sqlite3.Error as error:
        raise OperationalError("BEGIN", None, error, hide_parameters=True) from error
    if not is_in_place(connection.info):
        # a restore put another one in its place while we waited: nobody would read what is written here
        driver.rollback()
        raise unavailable("the file was replaced")
