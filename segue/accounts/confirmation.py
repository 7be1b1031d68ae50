"""Confirming by the password what a token alone must not allow: whoever holds one may have stolen it."""

import logging
from datetime import datetime

from sqlalchemy import Connection

from db.database import Database
from segue.accounts.passwords import Passwords, check_hashable
from segue.accounts.tokens import REFUSAL, Claims
from segue.accounts.users import Credentials, find_credentials, signed_in
from segue.base.errors import BadRequest, Unauthorized

INCORRECT = "Incorrect password"

logger = logging.getLogger(__name__)


async def confirm(
    database: Database, passwords: Passwords, claims: Claims, password: str, now: datetime
) -> Credentials:
    """The account a valid token speaks for, if this is its password.

    No database connection is held while the password is checked: what is done next makes sure by itself that
    the account is still there.

    Raises :class:`BadRequest` for another password, :class:`Unauthorized` where the account does not stand
    by the token, :class:`Unprocessable` and :class:`Unavailable` as signing in does.
    """
    check_hashable(password)

    def find(connection: Connection) -> Credentials | None:
        return find_credentials(connection, signed_in(connection, claims, now).username)

    credentials = await database.run(find, account=claims.user_id)
    if credentials is None:
        raise Unauthorized(REFUSAL)  # gone between two statements
    if not await passwords.verify(password, credentials.password_hash):
        logger.info("confirmation refused", extra={"fields": {"user_id": credentials.user.id}})
        raise BadRequest(INCORRECT)
    return credentials
