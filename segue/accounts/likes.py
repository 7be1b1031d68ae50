"""Likes: one heart per account and song."""

from datetime import datetime

from sqlalchemy import Boolean, Connection, bindparam, column, text

from db.tables import UtcDateTime
from segue.base.ids import AccountId

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
    .bindparams(bindparam("now", type_=UtcDateTime))
    .columns(column("liked", Boolean))
)

_LIKES = text("""
    SELECT song_id FROM likes WHERE user_id = :user_id AND liked ORDER BY change_number DESC, song_id
""")


def toggle(connection: Connection, user_id: AccountId, song_id: str, now: datetime) -> bool:
    """Like a song, or take the like back; returns whether it is liked now."""
    liked = connection.execute(_TOGGLE, {"user_id": user_id, "song_id": song_id, "now": now}).scalar_one()
    return bool(liked)


def likes(connection: Connection, user_id: AccountId) -> list[str]:
    """The songs an account likes, the one liked last first. No more than a catalogue has songs."""
    return list(connection.scalars(_LIKES, {"user_id": user_id}))
