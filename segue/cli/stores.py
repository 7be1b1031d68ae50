"""Where the command line finds the releases and the accounts."""

from collections.abc import Iterator
from contextlib import contextmanager

from db.database import Database
from db.engines import Limits
from db.migrate import migrate
from segue.base.errors import NotFound
from segue.base.settings import StorageSettings, read_settings
from segue.cli.databases import configured_url, require_database
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore

_PATIENCE = Limits(connections=1, statement_seconds=120, answer_seconds=240, lost_seconds=240)
"""Nobody waits for the answer of a command, and it reads whole tables."""


def release_store() -> ReleaseStore:
    """The store that ``ARTIFACTS_DIR`` names."""
    return ReleaseStore(read_settings(StorageSettings).artifacts_dir)


def chosen_release(store: ReleaseStore, release_id: str | None) -> OpenRelease:
    """The release an operator named, else the current one.

    Raises :class:`NotFound` where there is none, :class:`ReleaseRefused` for one that does not verify.
    """
    chosen = release_id or store.current_id()
    if chosen is None:
        raise NotFound("No release is current; name one, or make one with `python main.py retrain`.")
    return open_release(store.path(chosen))


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
