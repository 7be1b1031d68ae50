"""Sessions: one per sign-in. Ending one ends its access tokens and its refresh tokens at once.

Refresh tokens rotate (RFC 9700, section 4.14.2). A session counts its refreshes; a token names the generation
it belongs to. Of a generation that has been replaced two may be around, the app's and a thief's: whoever
sends the older one, the session ends for both.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, column, delete, select, text

from db.tables import UtcDateTime
from db.tables import sessions as sessions_table
from segue.accounts.tokens import REFUSAL, Claims, SessionId, random_id
from segue.accounts.users import User, take_turn
from segue.base.errors import Unauthorized
from segue.base.ids import AccountId

GRACE = timedelta(seconds=10)
"""For how long after a refresh the token it replaced still gets the same answer: it may have been lost."""
MOST_SWEPT = 20
"""Sessions that have run out, of anybody, which a sign-in removes: more than the one it makes."""

_TIMES = ("now", "expires_at")

_OPEN = text("""
    INSERT INTO sessions (id, user_id, generation, created_at, refreshed_at, expires_at)
    SELECT :id, id, 0, :now, :now, :expires_at FROM users
    WHERE id = :user_id AND token_version = :token_version
    RETURNING id
""").bindparams(*(bindparam(name, type_=UtcDateTime) for name in _TIMES))

# one statement: of two that bring the same token at once, one advances
_ADVANCE = text("""
    UPDATE sessions SET generation = generation + 1, refreshed_at = :now, expires_at = :expires_at
    WHERE id = :id AND user_id = :user_id AND generation = :generation AND expires_at > :now
        AND EXISTS (SELECT 1 FROM users WHERE id = :user_id AND token_version = :token_version)
    RETURNING generation
""").bindparams(*(bindparam(name, type_=UtcDateTime) for name in _TIMES))

_FIND = (
    text("""
    SELECT generation, refreshed_at, expires_at
    FROM sessions JOIN users ON users.id = sessions.user_id
    WHERE sessions.id = :id AND users.id = :user_id AND token_version = :token_version AND expires_at > :now
""")
    .bindparams(bindparam("now", type_=UtcDateTime))
    .columns(column("generation"), column("refreshed_at", UtcDateTime), column("expires_at", UtcDateTime))
)

_END = text("DELETE FROM sessions WHERE id = :id AND user_id = :user_id")

_END_ALL = text("DELETE FROM sessions WHERE user_id = :user_id")

# SKIP LOCKED on Postgres: two that sweep at once would wait for each other
_SWEEP = delete(sessions_table).where(
    sessions_table.c.id.in_(
        select(sessions_table.c.id)
        .where(sessions_table.c.expires_at <= bindparam("now", type_=UtcDateTime))
        .order_by(sessions_table.c.expires_at, sessions_table.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )
)


@dataclass(frozen=True)
class Session:
    """A sign-in that is good.

    Attributes:
        claims: what its tokens say; generation included, which access tokens leave out.
        expires_at: when it ends, unless it is refreshed before.
    """

    claims: Claims
    expires_at: datetime


def open_session(connection: Connection, user: User, lasts: timedelta, now: datetime) -> Session:
    """Begin a session of an account as it was read, and remove a few that have run out.

    Raises :class:`Unauthorized` when the account is gone, or has ended its sign-ins since it was read.
    """
    session = Session(Claims(user.id, user.token_version, SessionId(random_id()), 0), now + lasts)
    take_turn(connection, user.id)
    values = _values(session.claims, now) | {"expires_at": session.expires_at}
    if connection.scalar(_OPEN, values) is None:
        raise Unauthorized(REFUSAL)
    connection.execute(_SWEEP, {"now": now, "most": MOST_SWEPT})
    return session


def refresh_session(
    connection: Connection, claims: Claims, lasts: timedelta, now: datetime
) -> Session | None:
    """The session of a refresh token, one generation on, good for ``lasts`` from now.

    The token that was replaced last gets, for :data:`GRACE`, the session as it is: an answer may be lost, and
    two tabs may ask at once. Any older one removes the session. ``None`` then: the caller lets the
    transaction commit, and refuses.

    Raises :class:`Unauthorized` when the session has ended, or the account does not stand by it.
    """
    values = _values(claims, now)
    expires_at = now + lasts
    generation = connection.scalar(_ADVANCE, values | {"expires_at": expires_at})
    if generation is not None:
        return Session(replace(claims, generation=generation), expires_at)
    found = connection.execute(_FIND, values).one_or_none()
    if found is None or claims.generation is None or claims.generation >= found.generation:
        raise Unauthorized(REFUSAL)
    # either way: a clock that was set back must not make the grace longer
    if claims.generation == found.generation - 1 and abs(now - found.refreshed_at) <= GRACE:
        return Session(replace(claims, generation=found.generation), found.expires_at)
    end_session(connection, claims)
    return None


def end_session(connection: Connection, claims: Claims) -> bool:
    """End the session a token belongs to; gives whether there was one."""
    ended = connection.execute(_END, {"id": claims.session, "user_id": claims.user_id})
    return ended.rowcount > 0


def end_sessions(connection: Connection, user_id: AccountId) -> None:
    """End all sessions of an account."""
    connection.execute(_END_ALL, {"user_id": user_id})


def _values(claims: Claims, now: datetime) -> dict[str, Any]:
    return {
        "id": claims.session,
        "user_id": claims.user_id,
        "token_version": claims.token_version,
        "generation": claims.generation,
        "now": now,
    }
