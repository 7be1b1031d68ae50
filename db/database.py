"""The database of a process: opened once, passed in, closed at the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from db.engines import WRITE, Limits, open_engine
from db.outages import REFUSAL, as_unavailable
from db.urls import database_url
from segue.base.threads import BoundedThreads

T = TypeVar("T")

_MOST_WAITING = 1000


class Database:
    """SQLite or Postgres, and the threads that wait for it.

    Making one connects to nothing: a process starts, and answers what needs no database, while it is down.

    Args:
        url: As in ``DATABASE_URL``. Raises :class:`DataError` for one that can't be used.
        limits: Connections and timeouts.
    """

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        limits = limits or Limits()
        self.engine = open_engine(database_url(url), limits)
        self._threads = BoundedThreads(
            "database",
            threads=limits.connections,
            waiting=_MOST_WAITING,
            wait_seconds=limits.wait_seconds,
            answer_seconds=limits.answer_seconds,
            refusal=REFUSAL,
        )

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Without ``write`` a change is refused by the database itself. Raises :class:`Unavailable` when the
        database is down, locked or too slow; nothing was stored then.
        """
        try:
            with self.engine.connect() as connection:
                options = {WRITE: write, "postgresql_readonly": not write}
                with connection.execution_options(**options).begin():
                    yield connection
        except SQLAlchemyError as error:
            outage = as_unavailable(error)
            if outage is None:
                raise
            raise outage from error

    async def run(self, fn: Callable[[Connection], T], *, write: bool = False) -> T:
        """Call ``fn`` inside one :meth:`transaction`, in a thread, and give back what it returns.

        Raises what ``fn`` raises, and :class:`Unavailable` as :meth:`transaction` does, or when no thread is
        free in time or the answer takes too long; in that last case alone a change may still be stored.
        """

        def unit() -> T:
            with self.transaction(write=write) as connection:
                return fn(connection)

        return await self._threads.run(unit)

    def close(self) -> None:
        """Let transactions under way finish and close all connections."""
        self._threads.close()
        self.engine.dispose()
