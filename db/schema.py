"""Whether a database has the tables of this code, while the process runs and an operator is at work on it."""

import logging
import time
from threading import Lock

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, select

from db.tables import metadata

BELIEVED_SECONDS = 1.0
"""How long a judgement holds: comparing takes tens of milliseconds."""

logger = logging.getLogger(__name__)


class Schema:
    """Tells tables that were dropped or altered from a mistake in a statement of ours.

    Both raise the same errors. The first is an outage, to be mended by the operator; the second a defect.

    Args:
        engine: Asked only when a statement has failed.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._judged_at = float("-inf")
        self._altered = False

    def altered(self) -> bool:
        """Whether the tables differ from those of this code; logged as an error when they begin to.

        Raises ``SQLAlchemyError`` when the database does not answer.
        """
        with self._lock:
            if time.monotonic() - self._judged_at > BELIEVED_SECONDS:
                before, self._altered = self._altered, self._differs()
                self._judged_at = time.monotonic()
                if self._altered and not before:
                    logger.error(
                        "tables were dropped or altered: put them back or restore a backup; "
                        "`python main.py migrate` makes those of an empty database"
                    )
            return self._altered

    def _differs(self) -> bool:
        options = {"compare_type": True, "compare_server_default": True}
        with self._engine.connect() as connection, connection.begin():
            return bool(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def check_free(connection: Connection, *, write: bool) -> None:
    """Raise ``SQLAlchemyError`` at once where somebody keeps a whole table of Postgres to themselves.

    Locks of rows and of accounts don't count. ``write`` asks for what changes wait for, too.
    """
    quoted = connection.dialect.identifier_preparer.format_table
    names = ", ".join(quoted(table) for table in metadata.sorted_tables)
    mode = "ROW EXCLUSIVE" if write else "ACCESS SHARE"
    connection.exec_driver_sql(f"LOCK TABLE {names} IN {mode} MODE NOWAIT")


def check_tables(connection: Connection) -> None:
    """Ask every table for all its columns and no row. Raises ``SQLAlchemyError`` where one is missing."""
    for table in metadata.sorted_tables:
        connection.execute(select(table).limit(0))
