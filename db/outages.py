"""Telling a database that is down, busy or slow from a mistake in our own code."""

import logging
import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from segue.base.errors import Late, Unavailable

logger = logging.getLogger(__name__)

REFUSAL = "The database does not answer right now. Try again in a few seconds."

_SQLITE_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)

_POSTGRES_STATES = (
    "08",  # connection exception
    "25P03",  # idle in transaction for too long
    "28",  # the user or the password is not accepted (any more)
    "3D000",  # the database is not there (any more)
    "42501",  # the user lacks a right
    "53",  # insufficient resources: connections, disk, memory
    "57",  # shutting down, starting up
    "58",  # system error: input, output
)
_POSTGRES_LATE = (
    "40",  # rolled back: deadlock or serialisation
    "55P03",  # lock not available within lock_timeout
    "57014",  # not done within statement_timeout
)
"""Of one transaction: others may be answered."""
_POSTGRES_READS_ONLY = "25006"  # a standby, or the server after a failover


def as_unavailable(error: SQLAlchemyError, *, write: bool) -> Unavailable | None:
    """The 503 an error stands for, logged with its cause, or ``None`` when the fault may be ours.

    ``write`` says whether the transaction might change something: one that might, and finds that it can't, is
    on a disk or a server that only reads. It is :class:`Late` where it tells of one transaction alone.
    """
    cause = _cause(error, write=write)
    if cause is None:
        return None
    outage = unavailable(cause)
    return Late(REFUSAL) if _is_late(error) else outage


def unavailable(cause: str) -> Unavailable:
    """A 503, logged with its cause in a few words."""
    logger.warning("database unavailable", extra={"fields": {"cause": cause}})
    return Unavailable(REFUSAL)


def _is_late(error: SQLAlchemyError) -> bool:
    state = _state(error)
    return state is not None and state.startswith(_POSTGRES_LATE)


def _state(error: SQLAlchemyError) -> str | None:
    """Postgres' code of an error."""
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None


def _cause(error: SQLAlchemyError, *, write: bool) -> str | None:
    """A few words on what went wrong, without the message: it may name hosts, users and values."""
    if isinstance(error, PoolTimeoutError):
        return "no free connection"
    if not isinstance(error, DBAPIError):
        return None
    original = error.orig
    if isinstance(original, sqlite3.Error):
        code = sqlite_code(original)
        known = code in _SQLITE_CODES or (write and code == sqlite3.SQLITE_READONLY)
        return original.sqlite_errorname if known else None
    return _postgres_cause(error, write=write)


def sqlite_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code, 0 for an error of Python's own module."""
    extended: int = getattr(error, "sqlite_errorcode", 0)
    return extended & 0xFF  # sqlite.org/rescode.html, "Primary result codes versus extended result codes"


def _postgres_cause(error: DBAPIError, *, write: bool) -> str | None:
    state = _state(error)
    name = type(error.orig).__name__
    if state is not None:
        known = state.startswith(_POSTGRES_STATES + _POSTGRES_LATE) or (
            write and state == _POSTGRES_READS_ONLY
        )
        return f"{name} ({state})" if known else None
    # libpq knows no state for a connection that failed or broke
    connection_lost = error.connection_invalidated or name in {"OperationalError", "ConnectionTimeout"}
    return f"{name}: connection failed or lost" if connection_lost else None
