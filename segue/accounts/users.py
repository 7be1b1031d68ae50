"""Accounts as they are stored."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Connection, Row, bindparam, column, select, text

from db.tables import UtcDateTime
from db.tables import users as users_table
from segue.accounts.tokens import REFUSAL, Claims
from segue.accounts.usernames import check_username, username_key
from segue.base.errors import BadRequest, NotFound, Unauthorized, Unprocessable
from segue.base.ids import AccountId

_CREATE = text("""
    INSERT INTO users (username, username_key, password_hash, token_version, created_at, taste_mark)
    VALUES (:username, :username_key, :password_hash, 0, :now, :taste_mark)
    ON CONFLICT (username_key) DO NOTHING
    RETURNING id
""").bindparams(bindparam("now", type_=UtcDateTime))

# one statement for every signed-in request: the account, the version of its tokens, the session
_SIGNED_IN = (
    text("""
    SELECT id, username, token_version, is_admin FROM users
    WHERE id = :user_id AND token_version = :token_version AND EXISTS (
        SELECT 1 FROM sessions WHERE id = :session AND user_id = :user_id AND expires_at > :now
    )
""")
    .bindparams(bindparam("now", type_=UtcDateTime))
    .columns(column("id"), column("username"), column("token_version"), column("is_admin", Boolean))
)

_FIND_CREDENTIALS = text("""
    SELECT id, username, token_version, is_admin, password_hash FROM users WHERE username_key = :username_key
""").columns(
    column("id"),
    column("username"),
    column("token_version"),
    column("is_admin", Boolean),
    column("password_hash"),
)

# FOR NO KEY UPDATE on Postgres, which rows that name the account do not wait for. SQLite has no such clause
# and needs none: one transaction writes at a time.
_TAKE_TURN = (
    select(users_table.c.id).where(users_table.c.id == bindparam("user_id")).with_for_update(key_share=True)
)

# On Postgres a row goes to whoever asks first when it comes free, and one who waits may wait for ever; this
# lock is given in the order of asking. Negative, to be none of the keys others may use.
_QUEUE = text("SELECT pg_advisory_xact_lock(-CAST(:user_id AS BIGINT))")

_CHANGE_PASSWORD = text("""
    UPDATE users SET password_hash = :new_hash, token_version = token_version + 1 WHERE id = :user_id
    RETURNING token_version
""")

_END_TOKENS = text("UPDATE users SET token_version = token_version + 1 WHERE id = :user_id")

_REPLACE_HASH = text("""
    UPDATE users SET password_hash = :new_hash WHERE id = :user_id AND password_hash = :old_hash
""")


@dataclass(frozen=True)
class User:
    """An account.

    Attributes:
        id: Never used again after the account is gone.
        username: As typed at sign-up.
        token_version: Tokens of an older version are not valid any more.
        is_admin: Whether it may look after the whole service.
    """

    id: AccountId
    username: str
    token_version: int
    is_admin: bool = False


@dataclass(frozen=True)
class Credentials:
    """An account, and what its password is checked against."""

    user: User
    password_hash: str


def create_user(connection: Connection, username: str, password_hash: str, now: datetime) -> User:
    """Make an account. The username has passed ``check_username``.

    Raises :class:`BadRequest` for a name that is taken in any case or Unicode form; the unique index decides,
    so of many at once exactly one wins.
    """
    values = {
        "username": username,
        "username_key": username_key(username),
        "password_hash": password_hash,
        "now": now,
        "taste_mark": secrets.randbits(53),
    }
    user_id = connection.scalar(_CREATE, values)
    if user_id is None:
        raise BadRequest("Username already exists")
    return User(AccountId(user_id), username, token_version=0)


def find_credentials(connection: Connection, username: str) -> Credentials | None:
    """The account that has this name in any case or Unicode form. The name has passed ``check_username``."""
    row = connection.execute(_FIND_CREDENTIALS, {"username_key": username_key(username)}).one_or_none()
    return Credentials(_user(row), row.password_hash) if row else None


def account_named(connection: Connection, username: str) -> User:
    """The account that has this name in any case or Unicode form; any text will do.

    For operators: an answer to anybody else must not tell who is here. Raises :class:`NotFound`.
    """
    try:
        found = find_credentials(connection, check_username(username))
    except Unprocessable:
        found = None  # nobody can have such a name
    if found is None:
        raise NotFound(
            f"There is no account {username!r:.80}; `python main.py user list` shows those there are."
        )
    return found.user


def _user(row: Row[Any]) -> User:
    return User(AccountId(row.id), row.username, row.token_version, row.is_admin)


def signed_in(connection: Connection, claims: Claims, now: datetime) -> User:
    """The account a valid access token speaks for.

    Raises :class:`Unauthorized` when it is gone, has ended its earlier tokens or the session of this one, and
    for a token without a session.
    """
    values = {
        "user_id": claims.user_id,
        "token_version": claims.token_version,
        "session": claims.session,
        "now": now,
    }
    row = connection.execute(_SIGNED_IN, values).one_or_none()
    if row is None:
        raise Unauthorized(REFUSAL)
    return _user(row)


def take_turn(connection: Connection, user_id: AccountId) -> None:
    """Wait until no other transaction is changing this account, and keep others waiting until ours ends.

    For changes of several statements that must not mix with each other.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_QUEUE, {"user_id": user_id})
    connection.execute(_TAKE_TURN, {"user_id": user_id})


def replace_password_hash(connection: Connection, user_id: AccountId, old_hash: str, new_hash: str) -> None:
    """Store a costlier hash of the same password, unless the password has been changed meanwhile."""
    connection.execute(_REPLACE_HASH, {"user_id": user_id, "old_hash": old_hash, "new_hash": new_hash})


def change_password(connection: Connection, user: User, new_hash: str) -> User:
    """Store the hash of another password, and end all tokens; gives the account as it is then."""
    values = {"user_id": user.id, "new_hash": new_hash}
    return replace(user, token_version=connection.execute(_CHANGE_PASSWORD, values).scalar_one())


def end_tokens(connection: Connection, user_id: AccountId) -> None:
    """End all tokens of an account, whatever they are good for."""
    connection.execute(_END_TOKENS, {"user_id": user_id})
