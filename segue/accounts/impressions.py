"""Impressions: which songs an account was shown, by which release, in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

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
class Listed:
    """A list of songs as answers show it, whoever is shown it.

    Attributes:
        surface: the id of a shelf, or the name of the reply it stands in.
        spelled: what is stored of it, as members of a JSON object, in UTF-8.
    """

    surface: str
    spelled: bytes

    @classmethod
    def of(cls, surface: str, song_ids: Sequence[str]) -> "Listed":
        """A list of these songs, best first; at least one."""
        return cls(surface, orjson.dumps({"surface": surface, "song_ids": song_ids})[1:-1])


@dataclass(frozen=True)
class Compared:
    """The experiment an answer is part of.

    Attributes:
        experiment: its id.
        arms: for each surface of the answer a letter per song, whose it is: ``A``, ``B``, or ``=`` for
            neither.
    """

    experiment: str
    arms: Mapping[str, str]


class Impression(NamedTuple):
    """A list of songs that was shown.

    Attributes:
        user_id: to whom.
        spelled: all that is stored of it, as a JSON object in UTF-8.
    """

    user_id: AccountId
    spelled: bytes


def impressions_of(
    user_id: AccountId,
    shown_at: datetime,
    release_id: str,
    lists: Iterable[Listed],
    compared: Compared | None = None,
) -> list[Impression]:
    """The lists of an answer, shown to an account at a moment by a release.

    They are spelled here, in 2 µs and 0.3 for each: to spell a batch of objects took the thread that stores
    them 2 to 4 µs for each, all in one go, in which no request was answered.

    Raises ``ValueError`` for a naive moment.
    """
    shown = {"user_id": user_id, "shown_at": stored_text(shown_at), "release_id": release_id}
    head = orjson.dumps(shown)[:-1]
    return [
        Impression(user_id, b"%b,%b%b}" % (head, each.spelled, _spelled(compared, each.surface)))
        for each in lists
    ]


def _spelled(compared: Compared | None, surface: str) -> bytes:
    """What is stored of an experiment, as further members."""
    if compared is None:
        return b""
    members = {"experiment": compared.experiment, "arms": compared.arms.get(surface)}
    return b"," + orjson.dumps(members)[1:-1]


def store_impressions(connection: Connection, impressions: Sequence[Impression]) -> None:
    """Store what was shown; of an account that is gone or private nothing is."""
    if not impressions:
        return
    shown = (b"[%b]" % b",".join([spelled for _, spelled in impressions])).decode()
    if connection.dialect.name == "sqlite":
        connection.execute(_STORE_SQLITE, {"shown": shown})
        return
    connection.execute(_HOLD, {"user_ids": list({user_id for user_id, _ in impressions})})
    connection.execute(_STORE_POSTGRES, {"shown": shown})


def forget_impressions(connection: Connection, before: datetime, *, most: int) -> int:
    """Remove what was shown before a moment, the oldest first; returns how many lists those were."""
    return connection.execute(_FORGET, {"before": before, "most": most}).rowcount
