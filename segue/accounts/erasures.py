"""Erasures: accounts that were deleted, and what they are called where files still hold something of them."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, bindparam, column, text

from db.tables import UtcDateTime
from segue.accounts.usernames import username_key
from segue.base.ids import AccountId

_RECORD = text("""
    INSERT INTO erasures (digest, erased_at) VALUES (:digest, :at)
    ON CONFLICT (digest) DO UPDATE SET erased_at = excluded.erased_at
    WHERE erasures.erased_at < excluded.erased_at
""").bindparams(bindparam("at", type_=UtcDateTime))

_RECORDED = text("SELECT digest, erased_at FROM erasures").columns(
    column("digest"), column("erased_at", UtcDateTime)
)

_ACCOUNTS = text("SELECT id, username, created_at FROM users").columns(
    column("id"), column("username"), column("created_at", UtcDateTime)
)

# Longer than any other change may take: an account with millions of events can be deleted too.
_PATIENCE = (text("SET LOCAL statement_timeout = '30s'"), text("SET LOCAL lock_timeout = '10s'"))

_DELETE = text("DELETE FROM users WHERE id = :user_id")


def listener_id(user_id: AccountId) -> str:
    """What an account is called among the listeners of a dataset and of a release."""
    return f"account:{user_id}"


def digest_of(username: str) -> str:
    """What is kept of the name of a deleted account: 64 hex digits, equal for all spellings of a name.

    BLAKE2b-256 without a key. It keeps a list of deleted accounts from being read as names, and no more:
    whoever has the table and a name in mind can check the guess (docs/accounts/privacy.md).
    """
    key = username_key(username).encode("utf-8", "replace")
    return hashlib.blake2b(key, digest_size=32, person=b"segue-erasure").hexdigest()


def erase(connection: Connection, user_id: AccountId, username: str, now: datetime) -> None:
    """Delete an account and all that is stored of it, and note that its name was erased.

    Waits for changes of the account that are under way; those that come later find nobody. An account that
    is gone is noted all the same.
    """
    if connection.dialect.name == "postgresql":
        for setting in _PATIENCE:
            connection.execute(setting)
    connection.execute(_DELETE, {"user_id": user_id})  # every table that names an account goes with it
    record_erasure(connection, digest_of(username), now)


def record_erasure(connection: Connection, digest: str, at: datetime) -> None:
    """Note that the account of a name was deleted; of two such moments the later stays."""
    connection.execute(_RECORD, {"digest": digest, "at": at})


def erased_since(connection: Connection) -> Mapping[str, datetime]:
    """When the last account of each name was deleted, by :func:`digest_of` the name.

    What somebody of that name did before that moment is not to be learned from; what came after belongs to
    a new account.
    """
    return MappingProxyType({row.digest: row.erased_at for row in connection.execute(_RECORDED)})


def erase_again(connection: Connection, erased: Mapping[str, datetime]) -> int:
    """Repeat erasures in a database that was put back to an earlier state; returns how many accounts went.

    Args:
        connection: inside a transaction that may write.
        erased: as :func:`erased_since` gave it before. An account made after its name was erased stays.
    """
    returned = []
    for account in connection.execute(_ACCOUNTS):
        at = erased.get(digest_of(account.username))
        if at is not None and account.created_at <= at:
            returned.append((AccountId(account.id), account.username, at))
    for user_id, username, at in returned:
        erase(connection, user_id, username, at)
    for digest, at in erased.items():
        record_erasure(connection, digest, at)
    return len(returned)
