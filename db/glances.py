"""Glances at SQLite: a question that is answered at once, where it is asked, or not at all."""

import logging
import sqlite3
import time
from collections.abc import Mapping
from threading import Lock

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import SQLAlchemyError

from db.outages import sqlite_code
from db.questions import Question, Row, of_sqlite
from db.sqlite import is_in_place

SLOW_SECONDS = 0.05
"""Answers that take longer come from a slow disk, and keep all others of the process waiting."""
MOST_SLOW = 2
"""How many of them in a row it takes: one alone may have waited for its turn at a busy processor."""
PAUSE_SECONDS = 10.0

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

logger = logging.getLogger(__name__)


class Glances:
    """One connection to a SQLite file that is asked on the event loop, and never waits for anybody.

    A lookup by a key takes 11 µs so, a third of what handing it to a thread and back would cost
    (docs/decisions/0035). What can't be answered so is asked again the long way, which finds out why. The
    threads of that way open the connection too, and close it when it is of no use any more: both may wait for
    a disk.

    Args:
        engine: Of SQLite.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._opening = Lock()
        self._held: PoolProxiedConnection | None = None
        self._lost: list[PoolProxiedConnection] = []
        self._resumes_at = float("-inf")
        self._n_slow = 0

    def ask(self, question: Question, values: Mapping[str, object]) -> Row | None:
        """The row a question finds; ``None`` where there is none, or no answer at once. For one thread."""
        held, begun = self._held, time.monotonic()
        if held is None or begun < self._resumes_at:
            return None
        if not is_in_place(held.info):
            self._lose(held)
            return None
        try:
            return of_sqlite(held.dbapi_connection, question.sqlite, values)
        except sqlite3.Error as error:
            if sqlite_code(error) not in _BUSY:
                self._lose(held)
            return None
        finally:
            seconds = time.monotonic() - begun
            self._n_slow = self._n_slow + 1 if seconds > SLOW_SECONDS else 0
            if self._n_slow == MOST_SLOW:
                self._n_slow, self._resumes_at = 0, begun + seconds + PAUSE_SECONDS
                logger.warning("a slow disk: questions go to threads", extra={"fields": {"seconds": seconds}})

    def _lose(self, held: PoolProxiedConnection) -> None:
        self._held = None
        self._lost.append(held)

    def prepare(self) -> None:
        """Open the connection where there is none. For threads in which the database has just answered."""
        if self._held is not None or not self._opening.acquire(blocking=False):
            return
        try:
            self._close_lost()
            if self._held is None:
                opened = self._engine.raw_connection()
                opened.detach()  # from the pool: it has as many connections as there are threads
                self._lost.append(opened)
                opened.cursor().execute("PRAGMA busy_timeout = 0").execute("PRAGMA query_only = ON")
                self._held = self._lost.pop()
        except (sqlite3.Error, SQLAlchemyError) as error:  # as it was; who asked has an answer
            logger.warning("no connection for glances", extra={"fields": {"error": type(error).__name__}})
        finally:
            self._opening.release()

    def close(self) -> None:
        """Close the connection, when nobody asks any more."""
        if self._held is not None:
            self._lose(self._held)
        self._close_lost()

    def _close_lost(self) -> None:
        while self._lost:
            self._lost.pop().close()
