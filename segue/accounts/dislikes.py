"""Dislikes: songs an account never wants to hear again. Of a like and a dislike the later one holds."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from db.tables import UtcDateTime
from segue.accounts.users import take_turn
from segue.base.ids import AccountId

# A dislike may arrive long after it was given: a like that is later than it stays.
_DISLIKE = text("""
    INSERT INTO dislikes (user_id, song_id, disliked_at)
    SELECT :user_id, :song_id, :at
    WHERE NOT EXISTS (
        SELECT 1 FROM likes
        WHERE user_id = :user_id AND song_id = :song_id AND liked AND changed_at > :at
    )
    ON CONFLICT (user_id, song_id) DO UPDATE SET disliked_at = excluded.disliked_at
    WHERE dislikes.disliked_at < excluded.disliked_at
""").bindparams(bindparam("at", type_=UtcDateTime))

_END = text("DELETE FROM dislikes WHERE user_id = :user_id AND song_id = :song_id")

_DISLIKES = text("""
    SELECT song_id FROM dislikes WHERE user_id = :user_id ORDER BY disliked_at DESC, song_id
""")


def dislike(connection: Connection, user_id: AccountId, moments: Mapping[str, datetime]) -> None:
    """Dislike songs, each at the moment beside it, unless it has been liked since."""
    values = [{"user_id": user_id, "song_id": song_id, "at": moments[song_id]} for song_id in moments]
    if values:
        connection.execute(_DISLIKE, values)


def end_dislike(connection: Connection, user_id: AccountId, *song_ids: str) -> None:
    """Take dislikes back; songs that are not disliked stay so."""
    take_turn(connection, user_id)
    for song_id in song_ids:
        connection.execute(_END, {"user_id": user_id, "song_id": song_id})


def dislikes(connection: Connection, user_id: AccountId) -> list[str]:
    """The songs an account dislikes, the last first. No more than a catalogue has songs."""
    return list(connection.scalars(_DISLIKES, {"user_id": user_id}))
