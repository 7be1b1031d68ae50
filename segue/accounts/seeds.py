"""Seeds: the songs a listener names when the account is new, and may name anew."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from db.tables import UtcDateTime
from segue.base.ids import AccountId

# Whoever stores position 0 stores the rest; another waits for that transaction, then finds the place taken.
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

# Position 0 is taken first here too, so that of many who store at once the last one's seeds stand, whole.
_REPLACE = text("""
    INSERT INTO seeds (user_id, position, song_id, created_at)
    VALUES (:user_id, :position, :song_id, :now)
    ON CONFLICT (user_id, position) DO UPDATE SET
        song_id = excluded.song_id,
        created_at = excluded.created_at
""").bindparams(bindparam("now", type_=UtcDateTime))

_CUT = text("DELETE FROM seeds WHERE user_id = :user_id AND position >= :count")

_FORGET_FIRST = text("DELETE FROM seeds WHERE user_id = :user_id AND position = 0")

_STORED = text("SELECT song_id FROM seeds WHERE user_id = :user_id ORDER BY position")


def stored_seeds(connection: Connection, user_id: AccountId) -> list[str] | None:
    """The seeds of an account in the order given, ``None`` when it has not named any."""
    return list(connection.scalars(_STORED, {"user_id": user_id})) or None


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


def replace_seeds(
    connection: Connection, user_id: AccountId, song_ids: Iterable[str], now: datetime
) -> list[str]:
    """Store seeds in the place of those an account has; returns them, each song once.

    There is at least one song: no seeds at all are :func:`forget_seeds`.
    """
    distinct = list(dict.fromkeys(song_ids))
    values = {"user_id": user_id, "now": now}
    rows = [values | {"position": position, "song_id": song_id} for position, song_id in enumerate(distinct)]
    connection.execute(_REPLACE, rows)
    connection.execute(_CUT, {"user_id": user_id, "count": len(distinct)})
    return distinct


def forget_seeds(connection: Connection, user_id: AccountId) -> None:
    """Take an account back to where it has not named any."""
    connection.execute(_FORGET_FIRST, {"user_id": user_id})
    connection.execute(_CUT, {"user_id": user_id, "count": 0})
