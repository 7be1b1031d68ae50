"""Accounts to ask for, with likes, made in the database a server is then given."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert

from db.database import Database
from db.migrate import migrate
from db.tables import likes as likes_table
from db.tables import seeds as seeds_table
from segue.accounts.sessions import open_session
from segue.accounts.tokens import ACCESS, Tokens
from segue.accounts.users import create_user
from segue.base.ids import SongId

SEEDS = 5
_LASTS = timedelta(days=1)


def open_accounts(url: str, secret: str, songs: list[list[SongId]]) -> list[str]:
    """Make an account for each list of songs, which it likes; the first ``SEEDS`` are its seeds, too.

    The likes are spread over the last hundred days. No account has a password anybody could send.

    Returns:
        Their access tokens, good for a day.
    """
    database, now = Database(url), datetime.now(UTC)
    migrate(database)
    tokens = Tokens([secret], clock=lambda: now, purpose=ACCESS)

    def signed_up(connection: Connection, number: int, liked: list[SongId]) -> str:
        user = create_user(connection, f"listener {number}", "!", now)
        session = open_session(connection, user, _LASTS, now)
        connection.execute(
            insert(seeds_table),
            [
                {"user_id": user.id, "position": place, "song_id": song, "created_at": now}
                for place, song in enumerate(liked[:SEEDS])
            ],
        )
        connection.execute(
            insert(likes_table),
            [
                {
                    "user_id": user.id,
                    "song_id": song,
                    "liked": True,
                    "change_number": place + 1,
                    "changed_at": now - timedelta(days=100 * (1 - place / len(liked))),
                }
                for place, song in enumerate(liked)
            ],
        )
        return tokens.sign(session.claims, until=session.expires_at)

    with database.transaction(write=True) as connection:
        signed = [signed_up(connection, number, liked) for number, liked in enumerate(songs)]
    database.close()
    return signed
