"""Accounts to write tests about."""

from datetime import UTC, datetime

from db.database import Database
from segue.accounts.users import User, create_user

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def make_user(database: Database, username: str = "Ana") -> User:
    """An account whose password nobody knows."""
    with database.transaction(write=True) as connection:
        return create_user(connection, username, "not a hash", NOON)
