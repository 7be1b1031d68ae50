"""Impressions: which songs an account was shown, by which release, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, text

from db.questions import stored_text
from db.tables import UtcDateTime
from segue.base.ids import AccountId

# One statement for a batch: one for each list takes the interpreter's lock from who answers requests, and
# gives it back, at every list. 200 lists take 20 µs each of the process on SQLite, 12 on Postgres and 13 of
# its server; by statements of their own it was 27, 25 and 20.
#
# An account may be deleted, or made private, while what it was shown waits to be stored: it is left out.
_STORE_SQLITE = text("""
    INSERT INTO impressions (user_id, shown_at, release_id, surface, song_ids, experiment, arms)
    SELECT users.id, json_extract(value, '$.shown_at'), json_extract(value, '$.release_id'),
        json_extract(value, '$.surface'), json_extract(value, '$.song_ids'),
        json_extract(value, '$.experiment'), json_extract(value, '$.arms')
    FROM json_each(:shown) AS shown JOIN users ON users.id = json_extract(value, '$.user_id')
    WHERE NOT EXISTS (SELECT 1 FROM preferences WHERE preferences.user_id = users.id AND private)
    ORDER BY shown.key
""")
_STORE_POSTGRES = text("""
    INSERT INTO impressions (user_id, shown_at, release_id, surface, song_ids, experiment, arms)
    SELECT users.id, moment AT TIME ZONE 'UTC', release_id, surface, song_ids, experiment, arms
    FROM ROWS FROM (
        json_to_recordset(CAST(:shown AS json)) AS (
            user_id bigint, shown_at timestamp, release_id text, surface text, song_ids text, experiment text,
            arms text
        )
    ) WITH ORDINALITY AS shown (user_id, moment, release_id, surface, song_ids, experiment, arms, place)
        JOIN users ON users.id = shown.user_id
    WHERE NOT EXISTS (SELECT 1 FROM preferences WHERE preferences.user_id = users.id AND private)
    ORDER BY place
""")

# On Postgres who is there stays until the lists are stored: nobody but a deletion waits. It comes first, so
# that storing sees what was changed while it waited. On SQLite nobody else writes meanwhile.
_HOLD = text("SELECT id FROM users WHERE id = ANY(:user_ids) ORDER BY id FOR KEY SHARE")

_FORGET = text("""
    DELETE FROM impressions WHERE id IN (
        SELECT id FROM impressions WHERE shown_at < :before ORDER BY shown_at, id LIMIT :most
    )
""").bindparams(bindparam("before", type_=UtcDateTime))


@dataclass(frozen=True, slots=True)
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


def store_impressions(connection: Connection, impressions: Sequence[Impression]) -> None:
    """Store what was shown; of an account that is gone or private nothing is."""
    if not impressions:
        return
    shown = orjson.dumps(impressions, stored_text, orjson.OPT_PASSTHROUGH_DATETIME).decode()
    if connection.dialect.name == "sqlite":
        connection.execute(_STORE_SQLITE, {"shown": shown})
        return
    connection.execute(_HOLD, {"user_ids": list({each.user_id for each in impressions})})
    connection.execute(_STORE_POSTGRES, {"shown": shown})


def forget_impressions(connection: Connection, before: datetime, *, most: int) -> int:
    """Remove what was shown before a moment, the oldest first; returns how many lists those were."""
    return connection.execute(_FORGET, {"before": before, "most": most}).rowcount
