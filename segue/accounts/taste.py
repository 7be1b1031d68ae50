"""What is known of a listener, in one round trip: all a recommendation needs of the database."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from segue.accounts.tokens import REFUSAL, Claims
from segue.base.errors import Unauthorized

_ACCOUNT, _SEED, _LIKE = 0, 1, 2

_TASTE = text("""
    SELECT 0 AS kind, 0 AS place, NULL AS song_id
    FROM users WHERE id = :user_id AND token_version = :token_version
    UNION ALL
    SELECT 1, position, song_id FROM seeds WHERE user_id = :user_id
    UNION ALL
    SELECT 2, -change_number, song_id FROM likes WHERE user_id = :user_id AND liked
    ORDER BY kind, place, song_id
""")


@dataclass(frozen=True)
class Taste:
    """The songs an account stands for.

    Attributes:
        seeds: In the order given; empty when it has not named any.
        likes: The one liked last first.
    """

    seeds: tuple[str, ...]
    likes: tuple[str, ...]


def taste(connection: Connection, claims: Claims) -> Taste:
    """Seeds and likes of the account a valid token speaks for.

    Raises :class:`Unauthorized` when it is gone, or has ended its earlier tokens.
    """
    values = {"user_id": claims.user_id, "token_version": claims.token_version}
    songs: dict[int, list[str]] = {_ACCOUNT: [], _SEED: [], _LIKE: []}
    for kind, _, song_id in connection.execute(_TASTE, values):
        songs[kind].append(song_id)
    if not songs[_ACCOUNT]:
        raise Unauthorized(REFUSAL)
    return Taste(tuple(songs[_SEED]), tuple(songs[_LIKE]))
