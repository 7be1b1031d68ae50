"""Seeds: the songs a listener names when the account is new, and may name anew."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from db.tables import UtcDateTime
from segue.accounts.users import take_turn
from segue.base.ids import AccountId

# Whoever stores position 0 stores the rest.
_CLAIM = text("""
    INSERT INTO seeds (user_id, position, song_id, created_at)
    VALUES (:user_id, 0, :song_id, :now)
    ON CONFLICT (user_id, position) DO NOTHING
    RETURNING position
""").bindparams(bindparam("now", type_=UtcDateTime))

_ADD = text("""
    INSERT INTO seeds (user_id, position, song_id, created_at)
    VALUES (:user_id, :position, :song_id, :now)
""").bindparams(bindparam("now", type_=UtcDateTime))

_FORGET = text("DELETE FROM seeds WHERE user_id = :user_id")


def store_seeds_once(
    connection: Connection, user_id: AccountId, song_ids: Iterable[str], now: datetime
) -> bool:
    """Store seeds for an account that has none, all of them in order; a song named twice counts once.

    Returns whether they were stored: ``False`` when the account has seeds, or there are none to store. Of two
    requests at once one stores its seeds, whole.
    """
    distinct = list(dict.fromkeys(song_ids))
    if not distinct:
        return False
    take_turn(connection, user_id)
    first, *others = distinct
    values = {"user_id": user_id, "now": now}
    if connection.scalar(_CLAIM, values | {"song_id": first}) is None:
        return False
    if others:
        rows = [
            values | {"position": position, "song_id": song_id}
            for position, song_id in enumerate(others, start=1)
        ]
        connection.execute(_ADD, rows)
    return True


def replace_seeds(connection: Connection, user_id: AccountId, song_ids: Iterable[str], now: datetime) -> None:
    """Store seeds in the place of those an account has; a song named twice counts once.

    There is at least one song: no seeds at all are :func:`forget_seeds`. Of two at once the later has its
    way, whole.
    """
    forget_seeds(connection, user_id)
    rows = [
        {"user_id": user_id, "now": now, "position": position, "song_id": song_id}
        for position, song_id in enumerate(dict.fromkeys(song_ids))
    ]
    connection.execute(_ADD, rows)


def forget_seeds(connection: Connection, user_id: AccountId) -> None:
    """Take an account back to where it has not named any."""
    take_turn(connection, user_id)
    connection.execute(_FORGET, {"user_id": user_id})
