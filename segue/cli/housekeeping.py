"""Housekeeping: what the nightly run removes from the database."""

from datetime import UTC, datetime, timedelta

from db.database import Database
from segue.accounts.impressions import forget_impressions
from segue.base.errors import DataError, Unavailable
from segue.base.settings import StorageSettings, read_settings
from segue.cli.console import say
from segue.cli.databases import open_accounts, was_never_made

_AT_ONCE = 5000
"""Rows in one transaction: on SQLite everybody else who writes waits for its end."""


def keep_house() -> None:
    """Remove impressions that are older than they are kept, also where nothing is recorded any more.

    Everything else that grows old is removed by whoever adds to it. A database that is away is left for the
    next night, with a note; one that was never made stays so.
    """
    if was_never_made():
        return
    kept_days = read_settings(StorageSettings).impression_days
    before = datetime.now(UTC) - timedelta(days=kept_days)
    try:
        with open_accounts() as database:
            removed = _forget(database, before)
    except (DataError, Unavailable) as error:
        say(f"note: no old impressions were removed. {error}")
        return
    if removed:
        say(f"removed: {removed:,} impressions older than {kept_days} days")


def _forget(database: Database, before: datetime) -> int:
    total = 0
    while True:
        with database.transaction(write=True) as connection:
            removed = forget_impressions(connection, before, most=_AT_ONCE)
        total += removed
        if removed < _AT_ONCE:
            return total
