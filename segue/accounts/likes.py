"""Likes: one heart per account and song."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Boolean, Connection, bindparam, column, text

from db.tables import UtcDateTime
from segue.accounts.dislikes import end_dislike
from segue.accounts.users import take_turn
from segue.base.ids import AccountId

_NOW = bindparam("now", type_=UtcDateTime)
_AT = bindparam("at", type_=UtcDateTime)

# One statement, so that of any number at once none is lost and none fails (reading first and writing then
# loses most of them). The change number orders an account's likes even if the clock is set back.
_TOGGLE = (
    text("""
    INSERT INTO likes (user_id, song_id, liked, change_number, changed_at)
    VALUES (
        :user_id, :song_id, TRUE,
        (SELECT COALESCE(MAX(change_number), 0) + 1 FROM likes WHERE user_id = :user_id),
        :now
    )
    ON CONFLICT (user_id, song_id) DO UPDATE SET
        liked = NOT likes.liked,
        change_number = excluded.change_number,
        changed_at = excluded.changed_at
    RETURNING liked
""")
    .bindparams(_NOW)
    .columns(column("liked", Boolean))
)

_LIKE = text("""
    INSERT INTO likes (user_id, song_id, liked, change_number, changed_at)
    VALUES (
        :user_id, :song_id, TRUE,
        (SELECT COALESCE(MAX(change_number), 0) + 1 FROM likes WHERE user_id = :user_id),
        :now
    )
    ON CONFLICT (user_id, song_id) DO UPDATE SET
        liked = TRUE,
        change_number = excluded.change_number,
        changed_at = excluded.changed_at
    WHERE NOT likes.liked
""").bindparams(_NOW)

_UNLIKE = text("""
    UPDATE likes SET liked = FALSE, changed_at = :now
    WHERE user_id = :user_id AND song_id = :song_id AND liked
""").bindparams(_NOW)

_END = text("""
    UPDATE likes SET liked = FALSE, changed_at = :at
    WHERE user_id = :user_id AND song_id = :song_id AND liked AND changed_at <= :at
""").bindparams(_AT)

_LIKES = text("""
    SELECT song_id FROM likes WHERE user_id = :user_id AND liked ORDER BY change_number DESC, song_id
""")


def toggle(connection: Connection, user_id: AccountId, song_id: str, now: datetime) -> bool:
    """Like a song, or take the like back; returns whether it is liked now. A like ends a dislike."""
    take_turn(connection, user_id)
    values = {"user_id": user_id, "song_id": song_id, "now": now}
    liked = bool(connection.execute(_TOGGLE, values).scalar_one())
    if liked:
        end_dislike(connection, user_id, song_id)
    return liked


def like(connection: Connection, user_id: AccountId, song_id: str, now: datetime) -> None:
    """Like a song; one that is liked keeps its place and its age. A like ends a dislike."""
    take_turn(connection, user_id)
    connection.execute(_LIKE, {"user_id": user_id, "song_id": song_id, "now": now})
    end_dislike(connection, user_id, song_id)


def unlike(connection: Connection, user_id: AccountId, song_ids: Iterable[str], now: datetime) -> None:
    """Take likes back; songs that are not liked stay so."""
    take_turn(connection, user_id)
    for song_id in song_ids:
        connection.execute(_UNLIKE, {"user_id": user_id, "song_id": song_id, "now": now})


def end_likes(connection: Connection, user_id: AccountId, moments: Mapping[str, datetime]) -> None:
    """Take back the likes of songs that were given before the moment beside each."""
    values = [{"user_id": user_id, "song_id": song_id, "at": moments[song_id]} for song_id in moments]
    if values:
        connection.execute(_END, values)


def likes(connection: Connection, user_id: AccountId) -> list[str]:
    """The songs an account likes, the one liked last first. No more than a catalogue has songs."""
    return list(connection.scalars(_LIKES, {"user_id": user_id}))
