"""Signing up and signing in. No database connection is held while a password is hashed."""

import logging
from datetime import datetime

from sqlalchemy import Connection

from db.database import Database
from segue.accounts import users
from segue.accounts.passwords import Passwords, check_hashable, check_password
from segue.accounts.usernames import check_username
from segue.accounts.users import Credentials, User
from segue.base.errors import BadRequest, Unprocessable

logger = logging.getLogger(__name__)


async def sign_up(
    database: Database, passwords: Passwords, username: str, password: str, now: datetime
) -> User:
    """Make an account.

    Raises :class:`Unprocessable` for a name or password that is not allowed, :class:`BadRequest` for a name
    that is taken, :class:`Unavailable` when the database or the hashing is too busy.
    """
    check_username(username)
    check_password(password, username=username)
    password_hash = await passwords.hash(password)

    def create(connection: Connection) -> User:
        return users.create_user(connection, username, password_hash, now)

    return await database.run(create, write=True)


async def sign_in(database: Database, passwords: Passwords, username: str, password: str) -> User:
    """The account a name and a password belong to.

    An unknown name takes as long as a wrong password and gets the same answer: :class:`BadRequest`. Raises
    :class:`Unprocessable` for a password no account can have, :class:`Unavailable` as :func:`sign_up` does.
    """
    check_hashable(password)
    credentials = await _find(database, username)
    stored = credentials.password_hash if credentials else None
    if not await passwords.verify(password, stored) or credentials is None:
        logger.info("sign-in refused")
        raise BadRequest("Incorrect username or password")
    if passwords.is_outdated(credentials.password_hash):
        await _rehash(database, passwords, credentials, password)
    logger.info("signed in", extra={"fields": {"user_id": credentials.user.id}})
    return credentials.user


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
