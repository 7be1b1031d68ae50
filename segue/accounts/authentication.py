"""Signing up, in and out, and another password. No database connection is held while a password is hashed."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import Connection

from db.database import Database
from segue.accounts import users
from segue.accounts.confirmation import confirm
from segue.accounts.passwords import SHORTEST, Passwords, check_hashable, check_password
from segue.accounts.sessions import Session, end_session, end_sessions, open_session, refresh_session
from segue.accounts.tokens import REFUSAL, Claims
from segue.accounts.usernames import check_username
from segue.accounts.users import Credentials, User, signed_in, take_turn
from segue.base.errors import BadRequest, Unauthorized, Unprocessable

WRONG = "Incorrect username or password"

logger = logging.getLogger(__name__)


async def sign_up(
    database: Database,
    passwords: Passwords,
    username: str,
    password: str,
    *,
    lasts: timedelta,
    now: datetime,
    shortest: int = SHORTEST,
) -> Session:
    """Make an account and sign in to it, for a session of this length.

    Raises :class:`Unprocessable` for a name or password that is not allowed, :class:`BadRequest` for a name
    that is taken, :class:`Unavailable` when the database or the hashing is too busy.
    """
    check_username(username)
    check_password(password, username=username, shortest=shortest)
    password_hash = await passwords.hash(password)

    def create(connection: Connection) -> Session:
        user = users.create_user(connection, username, password_hash, now)
        return open_session(connection, user, lasts, now)

    session = await database.run(create, write=True)
    _log("signed up", session.claims)
    return session


async def sign_in(
    database: Database,
    passwords: Passwords,
    username: str,
    password: str,
    *,
    lasts: timedelta,
    now: datetime,
) -> Session:
    """A session of this length, of the account a name and a password belong to.

    An unknown name takes as long as a wrong password and gets the same answer: :class:`BadRequest`. Raises
    :class:`Unprocessable` for a password no account can have, :class:`Unavailable` as :func:`sign_up` does.
    """
    check_hashable(password)
    credentials = await _find(database, username)
    stored = credentials.password_hash if credentials else None
    if not await passwords.verify(password, stored) or credentials is None:
        logger.info("sign-in refused")
        raise BadRequest(WRONG)
    if passwords.is_outdated(credentials.password_hash):
        await _rehash(database, passwords, credentials, password)
    session = await _begin(database, credentials.user, lasts, now)
    _log("signed in", session.claims)
    return session


async def refresh(database: Database, claims: Claims, *, lasts: timedelta, now: datetime) -> Session:
    """The session of a refresh token, one generation on, good for ``lasts`` from now.

    A token that was used before ends it; see :func:`segue.accounts.sessions.refresh_session`. Raises
    :class:`Unauthorized` then, and when the session has ended.
    """
    session = await database.run(
        lambda connection: refresh_session(connection, claims, lasts, now), write=True
    )
    if session is None:
        logger.warning("session ended", extra={"fields": {"reason": "refresh token used again"}})
        raise Unauthorized(REFUSAL)
    return session


async def change_password(
    database: Database,
    passwords: Passwords,
    claims: Claims,
    current: str,
    new: str,
    *,
    lasts: timedelta,
    now: datetime,
    shortest: int = SHORTEST,
) -> Session:
    """Give an account another password; ends all its sessions and tokens, and begins a new session.

    Raises :class:`Unprocessable` for a new password that is not allowed, :class:`BadRequest` when the current
    one is wrong, :class:`Unauthorized` when the session has ended, also meanwhile.
    """
    credentials = await confirm(database, passwords, claims, current, now)
    check_password(new, username=credentials.user.username, shortest=shortest)
    new_hash = await passwords.hash(new)

    def change(connection: Connection) -> Session:
        take_turn(connection, claims.user_id)
        user = users.change_password(connection, signed_in(connection, claims, now), new_hash)
        end_sessions(connection, user.id)
        return open_session(connection, user, lasts, now)

    session = await database.run(change, write=True, account=claims.user_id)
    _log("password changed", claims)
    return session


async def reset_password(
    database: Database, passwords: Passwords, username: str, new: str, *, shortest: int = SHORTEST
) -> User:
    """Give the account of a name another password, without the one it has; ends all its sessions and tokens.

    For operators. Raises :class:`NotFound` for a name that nobody has, :class:`Unprocessable` for a password
    that is not allowed.
    """
    named = await database.run(lambda connection: users.account_named(connection, username))
    check_password(new, username=named.username, shortest=shortest)
    new_hash = await passwords.hash(new)

    def change(connection: Connection) -> User:
        take_turn(connection, named.id)
        user = users.change_password(connection, users.account_named(connection, username), new_hash)
        end_sessions(connection, user.id)
        return user

    user = await database.run(change, write=True)
    logger.info("password reset", extra={"fields": {"user_id": user.id}})
    return user


async def sign_out(database: Database, claims: Claims) -> bool:
    """End the session of a token; gives whether there was one."""
    ended = await database.run(
        lambda connection: end_session(connection, claims), write=True, account=claims.user_id
    )
    if ended:
        _log("signed out", claims)
    return ended


async def sign_out_everywhere(database: Database, claims: Claims, now: datetime) -> None:
    """End all sessions and tokens of the account that asks. Raises :class:`Unauthorized` as they would."""

    def end(connection: Connection) -> None:
        take_turn(connection, claims.user_id)
        user_id = signed_in(connection, claims, now).id
        users.end_tokens(connection, user_id)
        end_sessions(connection, user_id)

    await database.run(end, write=True, account=claims.user_id)
    _log("signed out everywhere", claims)


async def _find(database: Database, username: str) -> Credentials | None:
    try:
        check_username(username)
    except Unprocessable:
        return None  # nobody can have such a name
    return await database.run(lambda connection: users.find_credentials(connection, username))


async def _rehash(database: Database, passwords: Passwords, credentials: Credentials, password: str) -> None:
    """Bring the stored hash to today's cost, while the password is at hand."""
    new_hash = await passwords.hash(password)

    def replace(connection: Connection) -> None:
        users.replace_password_hash(connection, credentials.user.id, credentials.password_hash, new_hash)

    await database.run(replace, write=True)


async def _begin(database: Database, user: User, lasts: timedelta, now: datetime) -> Session:
    try:
        return await database.run(lambda connection: open_session(connection, user, lasts, now), write=True)
    except Unauthorized:  # gone, or another password, since it was read
        raise BadRequest(WRONG) from None


def _log(what: str, claims: Claims) -> None:
    logger.info(what, extra={"fields": {"user_id": claims.user_id}})
