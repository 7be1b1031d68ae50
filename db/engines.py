"""Engines with the settings each database needs to behave under load and when it fails."""

import sqlite3
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from db.outages import sqlite_code
from db.urls import prepare_file

WRITE = "segue_write"
"""Execution option: the transaction that begins on this connection may write."""


@dataclass(frozen=True)
class Limits:
    """How much a process asks of its database, and how long it waits. All times in seconds.

    Attributes:
        connections: Open connections of this process, with no overflow. The number of processes times this
            stays under the server's own limit; a small pool keeps a hanging server from taking all threads.
        wait_seconds: For a free connection, and to connect to Postgres (there in whole seconds, at least 2).
        statement_seconds: For one statement on Postgres.
        lock_seconds: For a lock on Postgres.
        busy_seconds: For another writer on SQLite.
        answer_seconds: For a whole unit of work, beyond which its caller is told to come back: the last
            resort against a server that accepts connections and says nothing.
    """

    connections: int = 5
    wait_seconds: float = 2
    statement_seconds: float = 2
    lock_seconds: float = 2
    busy_seconds: float = 5
    answer_seconds: float = 8


def open_engine(url: URL, limits: Limits) -> Engine:
    """An engine for a URL from :func:`db.urls.database_url`; connects when first used.

    Transactions may only read unless begun with the execution option ``WRITE``.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, limits)
    return _postgres_engine(url, limits)


def _postgres_engine(url: URL, limits: Limits) -> Engine:
    options = {
        "statement_timeout": _milliseconds(limits.statement_seconds),
        "lock_timeout": _milliseconds(limits.lock_seconds),
        "idle_in_transaction_session_timeout": _milliseconds(limits.answer_seconds),
        "timezone": "UTC",
    }
    given = url.query.get("options", "")
    return create_engine(
        url,
        pool_size=limits.connections,
        max_overflow=0,
        pool_timeout=limits.wait_seconds,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "application_name": "segue",
            "connect_timeout": max(2, round(limits.wait_seconds)),
            # A machine that vanished answers nothing at all; the kernel notices for us.
            "keepalives_idle": 5,
            "keepalives_interval": 1,
            "keepalives_count": 3,
            "tcp_user_timeout": _milliseconds(limits.answer_seconds),
            "options": " ".join(
                [*(f"-c {name}={value}" for name, value in options.items()), str(given)]
            ).strip(),
        },
    )


def _sqlite_engine(url: URL, limits: Limits) -> Engine:
    path = prepare_file(url).absolute()
    engine = create_engine(
        # `rw`: a file that is taken away while the process runs is an outage, not a new and empty database
        url.set(database=path.as_uri()).update_query_dict({"uri": "true", "mode": "rw"}),
        poolclass=QueuePool,
        pool_size=limits.connections,
        max_overflow=0,
        pool_timeout=limits.wait_seconds,
        hide_parameters=True,
        connect_args={"timeout": limits.busy_seconds, "check_same_thread": False},
    )
    event.listen(engine, "connect", partial(_configure_sqlite, busy_seconds=limits.busy_seconds))
    event.listen(engine, "connect", partial(_remember_file, path=path))
    event.listen(engine, "checkout", partial(_leave_lost_file, path=path))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(
    connection: DBAPIConnection, _entry: ConnectionPoolEntry, *, busy_seconds: float
) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA foreign_keys = ON")
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")  # kept in the file: all but the first find it so
        except sqlite3.OperationalError as error:
            # two that switch a new file at once: SQLite refuses one without waiting for the busy timeout
            if sqlite_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _remember_file(_connection: DBAPIConnection, entry: ConnectionPoolEntry, *, path: Path) -> None:
    entry.info["file"] = _file_at(path)


def _leave_lost_file(
    _connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection, *, path: Path
) -> None:
    """Replace a connection whose file was removed or replaced: it would go on storing where nobody reads."""
    if entry.info["file"] != _file_at(path):
        raise DisconnectionError


def _file_at(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another writes, whatever the busy
    # timeout (sqlite.org/isolation.html); so a writer says so from the start.
    write = bool(connection.get_execution_options().get(WRITE))
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if write else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
