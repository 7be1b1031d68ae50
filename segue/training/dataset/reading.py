"""Reading what accounts hold, in one snapshot of the database."""

from collections.abc import Iterator

from sqlalchemy import Connection, column, text

from db.tables import UtcDateTime
from segue.accounts.signals import Signal
from segue.training.dataset.held import Held

_ROWS_AT_ONCE = 10_000

# A dislike that a later like has ended stands in `feedback` still, and in `dislikes` no more.
_SIGNALS = text("""
    WITH readable AS (
        SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM preferences WHERE private)
    )
    SELECT user_id, song_id, kind, at FROM feedback JOIN readable ON readable.id = user_id
    WHERE kind IN ('play', 'skip')
    UNION ALL
    SELECT user_id, song_id, 'like', changed_at FROM likes JOIN readable ON readable.id = user_id
    WHERE liked
    UNION ALL
    SELECT user_id, song_id, 'dislike', disliked_at FROM dislikes JOIN readable ON readable.id = user_id
""").columns(column("user_id"), column("song_id"), column("kind"), column("at", UtcDateTime))

_COUNT_PRIVATE = text("SELECT COUNT(*) FROM preferences WHERE private")


def read_held(connection: Connection) -> Held:
    """Plays, skips, likes and dislikes of all accounts that are not private.

    Read as a stream: memory holds 32 bytes a row and each song id once.
    """
    n_private = connection.execute(_COUNT_PRIVATE).scalar_one()
    return Held.of(_signals(connection), n_private)


def _signals(connection: Connection) -> Iterator[tuple[int, str, Signal, int]]:
    streamed = connection.execute(_SIGNALS, execution_options={"yield_per": _ROWS_AT_ONCE})
    for row in streamed:
        yield row.user_id, row.song_id, Signal[row.kind.upper()], int(row.at.timestamp())
