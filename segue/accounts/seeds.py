"""Seeds: the songs a listener names once, when the account is new."""

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
