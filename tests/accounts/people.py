"""Accounts to write tests about."""

from datetime import UTC, datetime, timedelta

from db.database import Database
from segue.accounts.sessions import Session, open_session
from segue.accounts.users import User, create_user

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def make_user(database: Database, username: str = "Ana") -> User:
    """An account whose password nobody knows."""
    with database.transaction(write=True) as connection:
        return create_user(connection, username, "not a hash", NOON)


def make_session(database: Database, user: User, lasts: timedelta = timedelta(days=30)) -> Session:
    """A session of an account, begun at noon."""
    with database.transaction(write=True) as connection:
        return open_session(connection, user, lasts, NOON)
