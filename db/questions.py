"""Questions to a database: one statement that reads one row, asked of the driver itself in one round trip.

SQLAlchemy's transaction, execution and rows cost more than the databases take for what a recommendation asks
(docs/decisions/0027). A single statement is a transaction of its own on both: it sees one moment.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

_NAMES = re.compile(r"(?<!:):(\w+)")

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """A ``SELECT`` of one row at most, as each database says it; values stand there as ``:name``.

    Attributes:
        sqlite: Moments are text there, in UTC, as :class:`db.tables.UtcDateTime` writes them.
        postgres: Without a percent sign.
    """

    sqlite: str
    postgres: str


@cache
def _as_psycopg(statement: str) -> str:
    return _NAMES.sub(r"%(\1)s", statement)


def answer(engine: Engine, question: Question, values: Mapping[str, object]) -> Row | None:
    """The row a question finds, as the driver reads it; ``None`` where there is none.

    As it changes nothing, it is asked once more when the connection turns out to be lost. Raises
    ``SQLAlchemyError``, as executing it by SQLAlchemy would.
    """
    try:
        return _answer(engine, question, values)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    return _answer(engine, question, values)


def _answer(engine: Engine, question: Question, values: Mapping[str, object]) -> Row | None:
    dialect, lost = engine.dialect, False
    on_sqlite = dialect.name == "sqlite"
    statement = question.sqlite if on_sqlite else _as_psycopg(question.postgres)
    ask = of_sqlite if on_sqlite else _of_postgres
    try:
        pooled = engine.raw_connection()
        try:
            return ask(pooled.dbapi_connection, statement, values)
        except dialect.loaded_dbapi.Error as error:
            lost = dialect.is_disconnect(error, pooled.dbapi_connection, None)
            if lost:
                pooled.invalidate(error)
            raise
        finally:
            pooled.close()
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            statement,
            None,
            error,
            dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=dialect,
        ) from error


def of_sqlite(driver: Any, statement: str, values: Mapping[str, object]) -> Row | None:
    """The row a statement finds, asked of a connection of the driver. Raises ``sqlite3.Error``."""
    said = {
        name: stored_text(value) if isinstance(value, datetime) else value for name, value in values.items()
    }
    row: Row | None = driver.execute(statement, said).fetchone()
    return row


def stored_text(moment: datetime) -> str:
    """A moment as SQLite has it, in UTC. Raises ``ValueError`` for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a stored time needs a timezone")
    return moment.astimezone(UTC).isoformat(" ", "microseconds").removesuffix("+00:00")


def _of_postgres(driver: Any, statement: str, values: Mapping[str, object]) -> Row | None:
    # of this side alone: without it, psycopg would say BEGIN and COMMIT, a trip each
    driver.autocommit = True
    try:
        row: Row | None = driver.execute(statement, values).fetchone()
    finally:
        if not driver.closed:
            driver.autocommit = False
    return row
