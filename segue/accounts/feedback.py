"""Feedback: what a player reports. Each event counts once, however often it is sent."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite

from db.tables import UtcDateTime
from db.tables import feedback as feedback_table
from segue.accounts.dislikes import dislike
from segue.accounts.likes import end_likes
from segue.accounts.users import take_turn
from segue.base.ids import AccountId

# GREATEST is MAX in SQLite, and they differ about NULL.
_ADD = text("""
    INSERT INTO heard (user_id, song_id, plays, skips, played_at, skipped_at, heard_at)
    VALUES (:user_id, :song_id, :plays, :skips, :played_at, :skipped_at, :heard_at)
    ON CONFLICT (user_id, song_id) DO UPDATE SET
        plays = heard.plays + excluded.plays,
        skips = heard.skips + excluded.skips,
        played_at = CASE WHEN heard.played_at > excluded.played_at THEN heard.played_at
            ELSE COALESCE(excluded.played_at, heard.played_at) END,
        skipped_at = CASE WHEN heard.skipped_at > excluded.skipped_at THEN heard.skipped_at
            ELSE COALESCE(excluded.skipped_at, heard.skipped_at) END,
        heard_at = CASE WHEN heard.heard_at > excluded.heard_at THEN heard.heard_at
            ELSE excluded.heard_at END
""").bindparams(*(bindparam(name, type_=UtcDateTime) for name in ("played_at", "skipped_at", "heard_at")))


class EventKind(StrEnum):
    """What happened to a song."""

    PLAY = "play"
    SKIP = "skip"
    DISLIKE = "dislike"


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        event_id: of the sender's making; one of an account that is stored already is the same event.
        kind: what happened.
        song_id: to which song.
        at: when.
        played_ms: for how many milliseconds the song was heard; ``None`` where that is not known.
    """

    event_id: str
    kind: EventKind
    song_id: str
    at: datetime
    played_ms: int | None = None


def store(connection: Connection, user_id: AccountId, events: Iterable[Event], now: datetime) -> int:
    """Store the events that are new, with all that follows from them; returns how many those were.

    Of events with one id the first counts. A dislike ends a like that is older. Whoever sends at the same
    time, each event is counted by one of them.
    """
    take_turn(connection, user_id)
    first: dict[str, Event] = {}
    for event in events:
        first.setdefault(event.event_id, event)
    new = _keep(connection, user_id, list(first.values()), now)
    if new:
        _add_up(connection, user_id, new)
        disliked = _last(event for event in new if event.kind is EventKind.DISLIKE)
        end_likes(connection, user_id, disliked)
        dislike(connection, user_id, disliked)
    return len(new)


def _keep(connection: Connection, user_id: AccountId, events: Sequence[Event], now: datetime) -> list[Event]:
    """Store events with distinct ids as they are; gives those that were not there."""
    if not events:
        return []
    # both databases have the clause ON CONFLICT, SQLAlchemy has it in their dialects alone
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(feedback_table).on_conflict_do_nothing().returning(feedback_table.c.event_id)
    rows = [asdict(event) | {"user_id": user_id, "received_at": now} for event in events]
    stored = set(connection.scalars(statement, rows))
    return [event for event in events if event.event_id in stored]


def _add_up(connection: Connection, user_id: AccountId, events: Sequence[Event]) -> None:
    """Add plays and skips to what the account has heard, a row per song."""
    plays = [event for event in events if event.kind is EventKind.PLAY]
    skips = [event for event in events if event.kind is EventKind.SKIP]
    n_plays, n_skips = (Counter(event.song_id for event in some) for some in (plays, skips))
    played, skipped, heard = _last(plays), _last(skips), _last([*plays, *skips])
    rows: list[dict[str, Any]] = [
        {
            "user_id": user_id,
            "song_id": song_id,
            "plays": n_plays[song_id],
            "skips": n_skips[song_id],
            "played_at": played.get(song_id),
            "skipped_at": skipped.get(song_id),
            "heard_at": heard[song_id],
        }
        for song_id in heard
    ]
    if rows:
        connection.execute(_ADD, rows)


def _last(events: Iterable[Event]) -> dict[str, datetime]:
    """The last moment of each song."""
    last: dict[str, datetime] = {}
    for event in events:
        last[event.song_id] = max(event.at, last.get(event.song_id, event.at))
    return last
