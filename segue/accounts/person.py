"""A person's own account: what it is, and how much is stored of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Connection, bindparam, column, text

from db.tables import UtcDateTime
from segue.base.ids import AccountId

_PERSON = (
    text("""
    SELECT username, created_at, is_admin,
        COALESCE((SELECT private FROM preferences WHERE user_id = users.id), FALSE) AS private,
        (SELECT COUNT(*) FROM seeds WHERE user_id = users.id) AS seeds,
        (SELECT COUNT(*) FROM likes WHERE user_id = users.id AND liked) AS likes,
        (SELECT COUNT(*) FROM dislikes WHERE user_id = users.id) AS dislikes,
        (
            SELECT COUNT(*) FROM blocks WHERE user_id = users.id AND (until IS NULL OR until > :now)
        ) AS blocks,
        (SELECT COUNT(*) FROM feedback WHERE user_id = users.id) AS feedback,
        (SELECT COUNT(*) FROM sessions WHERE user_id = users.id AND expires_at > :now) AS sessions
    FROM users WHERE id = :user_id
""")
    .bindparams(bindparam("now", type_=UtcDateTime))
    .columns(
        column("username"),
        column("created_at", UtcDateTime),
        column("is_admin", Boolean),
        column("private", Boolean),
        column("seeds"),
        column("likes"),
        column("dislikes"),
        column("blocks"),
        column("feedback"),
        column("sessions"),
    )
)


@dataclass(frozen=True)
class Counts:
    """How much is stored of an account: as much as the lists of the same names show.

    Attributes:
        seeds: songs named at onboarding.
        likes: songs that are liked.
        dislikes: songs that are disliked.
        blocks: those that have not ended.
        feedback: events.
        sessions: those that have not ended.
    """

    seeds: int
    likes: int
    dislikes: int
    blocks: int
    feedback: int
    sessions: int


@dataclass(frozen=True)
class Person:
    """An account as its owner sees it.

    Attributes:
        username: as typed at sign-up.
        created_at: UTC.
        is_admin: whether it may look after the whole service.
        private: whether what is stored of it serves it alone.
        counts: what there is of each kind.
    """

    username: str
    created_at: datetime
    is_admin: bool
    private: bool
    counts: Counts


def person(connection: Connection, user_id: AccountId, now: datetime) -> Person:
    """The account of an id that exists."""
    username, created_at, is_admin, private, *counts = connection.execute(
        _PERSON, {"user_id": user_id, "now": now}
    ).one()
    return Person(username, created_at, is_admin, private, Counts(*counts))
