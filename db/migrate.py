"""Bring a database to the schema of this code."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.database import Database
from segue.base.errors import DataError

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK = 0x5E60E  # any number no one else uses for pg_advisory_lock in this database


def migrate(database: Database) -> None:
    """Apply the steps a database lacks, all or none; does nothing when there are none.

    Safe to run twice and from several processes at once: they take turns, and the later ones find nothing to
    do. Raises :class:`DataError` for a schema newer than this code, :class:`Unavailable` for a database that
    can't be reached or stays locked.
    """
    scripts = ScriptDirectory(str(MIGRATIONS))
    with database.transaction() as connection:
        if _revision(connection, scripts) == scripts.get_current_head():
            return
    with database.transaction(write=True) as connection:
        _take_turns(connection)
        _revision(connection, scripts)
        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """What ``db/migrations/env.py`` needs: where the steps are, and the open transaction they run in."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection, scripts: ScriptDirectory) -> str | None:
    """The step a database stands at, ``None`` when it is empty; refuses one that is not ours."""
    revision = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if revision is not None and revision not in known:
        raise DataError(
            "The database was made by a newer Segue than this one. Update Segue, or let DATABASE_URL name "
            "another database."
        )
    return revision


def _take_turns(connection: Connection) -> None:
    """Wait for another migration to end; on SQLite the writing transaction has done so already."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL lock_timeout = '60s'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    # A step that waits for a table blocks everyone behind it: rather fail and try again.
    connection.execute(text("SET LOCAL lock_timeout = '4s'"))
