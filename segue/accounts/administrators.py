"""Administrators: who may look after the whole service. Operators say so on the command line, nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Connection, column, select, text

from db.tables import UtcDateTime
from db.tables import users as users_table
from segue.accounts.users import User, account_named
from segue.base.errors import Conflict
from segue.base.ids import AccountId

# Locked on Postgres: of two that are unmade at once, the second sees what became of the first, as a lock that
# was waited for leaves out rows that fit no more. On SQLite one transaction writes at a time.
_ADMINISTRATORS = (
    select(users_table.c.id)
    .where(users_table.c.is_admin)
    .order_by(users_table.c.id)
    .with_for_update(key_share=True)
)

_GRANT = text("UPDATE users SET is_admin = TRUE WHERE id = :user_id AND NOT is_admin")

_REVOKE = text("UPDATE users SET is_admin = FALSE WHERE id = :user_id AND is_admin")

_LISTED = text("SELECT id, username, created_at, is_admin FROM users ORDER BY id").columns(
    column("id"), column("username"), column("created_at", UtcDateTime), column("is_admin", Boolean)
)


@dataclass(frozen=True)
class Listed:
    """An account in a list of them.

    Attributes:
        id: never used again after the account is gone.
        username: as typed at sign-up.
        created_at: UTC.
        is_admin: whether it may look after the whole service.
    """

    id: AccountId
    username: str
    created_at: datetime
    is_admin: bool


def grant(connection: Connection, username: str) -> tuple[User, bool]:
    """Make an account an administrator; gives it, and whether it was none before.

    Raises :class:`NotFound` for a name that nobody has.
    """
    user = account_named(connection, username)
    changed = connection.execute(_GRANT, {"user_id": user.id}).rowcount > 0
    return user, changed


def revoke(connection: Connection, username: str, *, force: bool = False) -> tuple[User, bool]:
    """Make an administrator an account like any other, at once; gives it, and whether it was one.

    Raises :class:`NotFound` for a name that nobody has, :class:`Conflict` for the last administrator unless
    ``force`` says that there need be none.
    """
    user = account_named(connection, username)
    if not force:
        spare(connection, user)
    changed = connection.execute(_REVOKE, {"user_id": user.id}).rowcount > 0
    return user, changed


def spare(connection: Connection, user: User) -> None:
    """Raise :class:`Conflict` where an account is the last administrator."""
    if list(connection.scalars(_ADMINISTRATORS)) == [user.id]:
        raise Conflict(
            f"{user.username} is the last administrator. Make another one first with "
            "`python main.py user grant-admin NAME`, or say --force to leave none."
        )


def listed(connection: Connection, *, admins: bool = False) -> Iterator[Listed]:
    """All accounts, or the administrators alone, the oldest first."""
    for row in connection.execute(_LISTED):
        if row.is_admin or not admins:
            yield Listed(AccountId(row.id), row.username, row.created_at, row.is_admin)
