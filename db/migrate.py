"""Bring a database to the schema of this code."""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.database import Database
from db.outages import as_unavailable
from segue.base.errors import DataError
from segue.base.progress import SILENT, Progress

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK = 0x5E60E  # any number no one else uses for pg_advisory_lock in this database
_TURN_SECONDS = 60
_LACKS_RIGHT = "42501"


@dataclass(frozen=True)
class Migration:
    """What was done to a database.

    Attributes:
        before: The step it stood at; ``None`` for an empty one.
        after: The step it stands at, the last of this code.
        steps: Those applied, in order; empty when there was nothing to do.
    """

    before: str | None
    after: str
    steps: tuple[str, ...]


def migrate(database: Database, *, progress: Progress = SILENT) -> Migration:
    """Apply the steps a database lacks, all or none; does nothing when there are none.

    Safe to run twice and from several processes at once: they take turns, and the later ones find nothing to
    do. Raises :class:`DataError` for a schema newer than this code, for one that a step does not fit and for
    a user who may not change tables; :class:`Unavailable` for a database that is away or stays locked.
    """
    with database.transaction() as connection:
        missing = _missing(connection)
    if missing.steps:
        with database.transaction(write=True, busy_seconds=_TURN_SECONDS) as connection:
            _take_turns(connection)
            missing = _missing(connection)
            with progress.task("changing tables", len(missing.steps)) as task:
                for step in missing.steps:
                    _apply(connection, step)
                    task.advance()
    return missing


def plan(revision: str | None) -> Migration:
    """What a database needs that stands at ``revision``. Raises :class:`DataError` for one we don't know."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    steps = [script.revision for script in scripts.walk_revisions()][::-1]
    if revision is not None and revision not in steps:
        raise DataError(
            "The database was made by a newer Segue than this one. Update Segue, or use another database."
        )
    applied = 0 if revision is None else steps.index(revision) + 1
    return Migration(revision, steps[-1], tuple(steps[applied:]))


def alembic_config(connection: Connection) -> Config:
    """What ``db/migrations/env.py`` needs: where the steps are, and the open transaction they run in."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _missing(connection: Connection) -> Migration:
    return plan(MigrationContext.configure(connection).get_current_revision())


def _apply(connection: Connection, step: str) -> None:
    try:
        command.upgrade(alembic_config(connection), step)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _LACKS_RIGHT:
            raise DataError(
                "The database user may not change tables. Run `python main.py migrate` with a DATABASE_URL "
                "whose user may; the API needs no such right afterwards."
            ) from error
        outage = as_unavailable(error, write=True)
        raise outage or DataError(
            f"Step {step} does not fit this database ({_said(error)}), which was left as it was. Let "
            "DATABASE_URL name an empty database, or one of Segue's alone."
        ) from error


def _said(error: DBAPIError) -> str:
    """The database's own words, without the lines in which Postgres shows values."""
    diagnosis = getattr(error.orig, "diag", None)
    return str(error.orig if diagnosis is None else diagnosis.message_primary)


def _take_turns(connection: Connection) -> None:
    """Wait for another migration to end; on SQLite the writing transaction has done so already."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text(f"SET LOCAL lock_timeout = '{_TURN_SECONDS}s'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    # A step that waits for a table blocks everyone behind it: rather fail and try again.
    connection.execute(text("SET LOCAL lock_timeout = '4s'"))
