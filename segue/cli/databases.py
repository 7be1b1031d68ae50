"""Where the command line finds the database of accounts."""

from pathlib import Path

from sqlalchemy import URL

from db.urls import database_url, refuse_half_restored
from segue.base.errors import DataError
from segue.base.settings import StorageSettings, read_settings


def configured_url() -> str:
    """What ``DATABASE_URL`` says, or stands for when it is unset."""
    return read_settings(StorageSettings).resolved_database_url


def sqlite_file(verb: str, *, instead: str) -> Path:
    """The file accounts are kept in.

    Raises :class:`DataError` for Postgres, which has a better program for what ``verb`` does: ``instead``.
    """
    url: URL = database_url(configured_url())
    if url.get_backend_name() != "sqlite":
        raise DataError(
            f"`{verb}` is for SQLite, and DATABASE_URL names a Postgres database: use `{instead}`."
        )
    return Path(url.database or "").absolute()


def require_database(url: str) -> None:
    """Raise :class:`DataError` where ``url`` names a SQLite file that is not there.

    Opening it would make an empty one: behind a typing error, an answer about nobody.
    """
    parsed = database_url(url)
    path = Path(parsed.database or "")
    if parsed.get_backend_name() == "sqlite" and path.parent.is_dir() and not path.exists():
        refuse_half_restored(path)
        raise DataError(
            f"There is no database {path.name} yet: is DATABASE_URL right? An API makes it as it starts, and "
            "so does `python main.py migrate`."
        )
