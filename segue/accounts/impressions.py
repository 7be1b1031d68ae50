"""Impressions: which songs an account was shown, by which release, in which order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, select, text

from db.tables import UtcDateTime, users
from segue.base.ids import AccountId

# An account may be deleted, or made private, while what it was shown waits to be stored: it is left out.
_STORE = text("""
    INSERT INTO impressions (user_id, shown_at, release_id, surface, song_ids, experiment, arms)
    SELECT id, :shown_at, :release_id, :surface, :song_ids, :experiment, :arms
    FROM users WHERE id = :user_id
        AND NOT EXISTS (SELECT 1 FROM preferences WHERE user_id = :user_id AND private)
""").bindparams(bindparam("shown_at", type_=UtcDateTime))

# FOR KEY SHARE on Postgres: who is there stays until the lists are stored. Nobody but a deletion waits.
_HOLD = (
    select(users.c.id)
    .where(users.c.id.in_(bindparam("user_ids", expanding=True)))
    .order_by(users.c.id)
    .with_for_update(read=True, key_share=True)
)

_FORGET = text("""
    DELETE FROM impressions WHERE id IN (
        SELECT id FROM impressions WHERE shown_at < :before ORDER BY shown_at, id LIMIT :most
    )
""").bindparams(bindparam("before", type_=UtcDateTime))


@dataclass(frozen=True)
class Impression:
    """One list of songs that was shown.

    Attributes:
        user_id: to whom.
        shown_at: when, UTC.
        release_id: by which release.
        surface: the id of a shelf, or the name of the reply it stood in.
        song_ids: best first; at least one.
        experiment: of which it was part, by id; ``None`` without one.
        arms: a letter per song, the side it came from: ``A``, ``B``, or ``=`` for neither; ``None`` without
            an experiment.
    """

    user_id: AccountId
    shown_at: datetime
    release_id: str
    surface: str
    song_ids: tuple[str, ...]
    experiment: str | None = None
    arms: str | None = None


def store_impressions(connection: Connection, impressions: Iterable[Impression]) -> None:
    """Store what was shown; of an account that is gone or private nothing is."""
    rows = [vars(shown) | {"song_ids": orjson.dumps(shown.song_ids).decode()} for shown in impressions]
    if rows:
        connection.execute(_HOLD, {"user_ids": list({row["user_id"] for row in rows})})
        connection.execute(_STORE, rows)


def forget_impressions(connection: Connection, before: datetime, *, most: int) -> int:
    """Remove what was shown before a moment, the oldest first; returns how many lists those were."""
    return connection.execute(_FORGET, {"before": before, "most": most}).rowcount
