"""Where the command line finds the database of accounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.database import Database
from db.engines import Limits
from db.migrate import migrate
from db.urls import database_url, refuse_half_restored
from segue.base.errors import DataError
from segue.base.settings import StorageSettings, read_settings

_PATIENCE = Limits(connections=1, statement_seconds=120, answer_seconds=240, lost_seconds=240)
"""Nobody waits for the answer of a command, and it reads whole tables."""


def configured_url() -> str:
    """What ``DATABASE_URL`` says, or stands for when it is unset."""
    return read_settings(StorageSettings).resolved_database_url


def was_never_made() -> bool:
    """Whether ``DATABASE_URL`` is unset and no API has made the file it stands for."""
    settings = read_settings(StorageSettings)
    if settings.database_url.get_secret_value():
        return False
    path = _file_of(settings.resolved_database_url)
    return path is not None and not path.exists()


def sqlite_file(verb: str, *, instead: str) -> Path:
    """The file accounts are kept in.

    Raises :class:`DataError` for Postgres, which has a better program for what ``verb`` does: ``instead``.
    """
    path = _file_of(configured_url())
    if path is None:
        raise DataError(
            f"`{verb}` is for SQLite, and DATABASE_URL names a Postgres database: use `{instead}`."
        )
    return path.absolute()


def require_database(url: str) -> None:
    """Raise :class:`DataError` where ``url`` names a SQLite file that is not there.

    Opening it would make an empty one: behind a typing error, an answer about nobody.
    """
    path = _file_of(url)
    if path is not None and path.parent.is_dir() and not path.exists():
        refuse_half_restored(path)
        raise DataError(
            f"There is no database {path.name} yet: is DATABASE_URL right? An API makes it as it starts, and "
            "so does `python main.py migrate`."
        )


@contextmanager
def open_accounts() -> Iterator[Database]:
    """The database that ``DATABASE_URL`` names, at this code's schema, for as long as the context lasts.

    Raises :class:`DataError` for a URL, a missing file or a schema that can't be used, :class:`Unavailable`
    where it is away.
    """
    url = configured_url()
    require_database(url)
    database = Database(url, _PATIENCE)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def _file_of(url: str) -> Path | None:
    """The file of a SQLite database; ``None`` for Postgres."""
    parsed = database_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None
