"""Engines with the settings each database needs to behave under load and when it fails."""

import select
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import URL, Dialect, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from db.sqlite import sqlite_engine

_DETAIL = "\nDETAIL:"


@dataclass(frozen=True)
class Limits:
    """How much a process asks of its database, and how long it waits. All times in seconds.

    The statement, lock and busy times stay below ``answer_seconds``: when a caller is told that a change
    failed, the database itself has nearly always taken it back.

    Attributes:
        connections: Open connections of this process, with no overflow. The number of processes times this
            stays under the server's own limit; a small pool keeps a hanging server from taking all threads.
        wait_seconds: For a free connection while other units of work get theirs and end well.
        connect_seconds: To connect to Postgres (which takes whole seconds, at least 2).
        statement_seconds: For one statement on Postgres.
        lock_seconds: For a lock on Postgres.
        busy_seconds: For another writer on SQLite.
        answer_seconds: For a whole unit of work, beyond which its caller is told to come back: the last
            resort against a server that accepts connections and says nothing.
        lost_seconds: After which Postgres ends the transaction of a process that fell silent, and the kernel
            the connection to a server that did.
    """

    connections: int = 5
    wait_seconds: float = 30
    connect_seconds: int = 2
    statement_seconds: float = 1
    lock_seconds: float = 1
    busy_seconds: float = 1
    answer_seconds: float = 1.3
    lost_seconds: float = 5


def open_engine(url: URL, limits: Limits) -> Engine:
    """An engine for a URL from :func:`db.urls.database_url`; connects when first used.

    Transactions may only read unless begun with the execution option :data:`db.sqlite.WRITE` (SQLite) or
    without ``postgresql_readonly`` (Postgres).
    """
    if url.get_backend_name() == "sqlite":
        return sqlite_engine(
            url,
            connections=limits.connections,
            busy_seconds=limits.busy_seconds,
            wait_seconds=limits.answer_seconds,
        )
    return _postgres_engine(url, limits)


def _postgres_engine(url: URL, limits: Limits) -> Engine:
    options = {
        "statement_timeout": _milliseconds(limits.statement_seconds),
        "lock_timeout": _milliseconds(limits.lock_seconds),
        "idle_in_transaction_session_timeout": _milliseconds(limits.lost_seconds),
        "timezone": "UTC",
    }
    given = url.query.get("options", "")
    engine = create_engine(
        url,
        pool_size=limits.connections,
        max_overflow=0,
        pool_timeout=limits.answer_seconds,
        hide_parameters=True,
        connect_args={
            "application_name": "segue",
            "connect_timeout": limits.connect_seconds,
            # A machine that vanished answers nothing at all; the kernel notices for us.
            "keepalives_idle": 5,
            "keepalives_interval": 1,
            "keepalives_count": 3,
            "tcp_user_timeout": _milliseconds(limits.lost_seconds),
            "options": " ".join(
                [*(f"-c {name}={value}" for name, value in options.items()), str(given)]
            ).strip(),
        },
    )
    event.listen(engine, "checkout", partial(_leave_lost_server, dialect=engine.dialect))
    event.listen(engine, "handle_error", _keep_rows_back)
    return engine


def _leave_lost_server(
    connection: DBAPIConnection,
    _entry: ConnectionPoolEntry,
    _proxy: PoolProxiedConnection,
    *,
    dialect: Dialect,
) -> None:
    """Replace the connections of a server that has ended them, before one of them is used.

    A server that stops, or ends a connection, says so: there is something to read, or the socket has failed.
    To look takes 2 µs; SQLAlchemy's own way, a question before every use, a round trip and 20 µs of CPU. A
    server that vanished without a word would not answer that question either.
    """
    driver: Any = connection
    if _readable(driver.fileno()):
        try:
            dialect.do_ping(connection)  # it may have been a notice
        except dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None


def _readable(descriptor: int) -> bool:
    """Whether something waits to be read, an end or an error among it."""
    look = select.poll()  # `select.select` knows no descriptors above 1023
    look.register(descriptor, select.POLLIN)
    return bool(look.poll(0))


def _keep_rows_back(context: ExceptionContext) -> None:
    """Cut from an error what Postgres tells of the row it refused: hashes and names of people, for the log.

    ``diag`` of the driver's error still has all of it.
    """
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition(_DETAIL)[0], *error.args[1:])


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
