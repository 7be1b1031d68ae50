"""What is known of a listener, in one round trip: all a recommendation needs of the database."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import orjson
from sqlalchemy import Connection, column, text

from db.tables import UtcDateTime
from segue.accounts.tokens import REFUSAL, Claims
from segue.base.errors import Unauthorized

_ACCOUNT, _SEED, _LIKE = 0, 1, 2

_TASTE = text("""
    SELECT 0 AS kind, 0 AS place, NULL AS song_id, created_at AS at
    FROM users WHERE id = :user_id AND token_version = :token_version
    UNION ALL
    SELECT 1, position, song_id, created_at FROM seeds WHERE user_id = :user_id
    UNION ALL
    SELECT 2, -change_number, song_id, changed_at FROM likes WHERE user_id = :user_id AND liked
    ORDER BY kind, place, song_id
""").columns(column("kind"), column("place"), column("song_id"), column("at", UtcDateTime))


@dataclass(frozen=True)
class Mark:
    """A song and the day it was named or liked, in UTC."""

    song_id: str
    day: date


@dataclass(frozen=True)
class Heard:
    """A song that was played or skipped.

    Attributes:
        plays: how often it was played, not counting private plays.
        skips: how often it was skipped.
        played_on: the day of the last play, in UTC; ``None`` without one.
        skipped_on: the day of the last skip.
    """

    song_id: str
    plays: int
    skips: int
    played_on: date | None
    skipped_on: date | None


class BlockKind(StrEnum):
    """What a block keeps away."""

    SONG = "song"
    ARTIST = "artist"
    GENRE = "genre"


@dataclass(frozen=True)
class Block:
    """Something the listener does not want, for now or for good.

    Attributes:
        kind: of what.
        name: a song id, or the name of an artist or a genre.
        until: when it ends; ``None`` never.
    """

    kind: BlockKind
    name: str
    until: datetime | None


@dataclass(frozen=True)
class Preferences:
    """How a listener wants to be answered where a request does not say; ``None`` is the default of the API.

    Attributes:
        discovery: 0 … 1.
        explicit: ``False`` keeps explicit songs out.
        diversity: 0 … 1.
    """

    discovery: float | None = None
    explicit: bool | None = None
    diversity: float | None = None


@dataclass(frozen=True)
class Taste:
    """The songs an account stands for, and what it said about others.

    Attributes:
        seeds: in the order given; empty when it has not named any.
        likes: the one liked last first.
        heard: the one heard last first, no more than the latest ``MOST_HEARD``.
        disliked: song ids, the last first.
        blocks: those that have not ended.
        preferences: of the account.
    """

    seeds: tuple[Mark, ...] = ()
    likes: tuple[Mark, ...] = ()
    heard: tuple[Heard, ...] = ()
    disliked: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    preferences: Preferences = Preferences()

    @property
    def n_songs(self) -> int:
        """How many song ids it holds."""
        return len(self.seeds) + len(self.likes) + len(self.heard) + len(self.disliked) + len(self.blocks)

    @property
    def encoded(self) -> bytes:
        """As JSON, in UTF-8: the same bytes for equal tastes. Nothing in it says whose it is."""
        return orjson.dumps(self)

    @property
    def state(self) -> str:
        """The listener state hash, 32 hex digits: equal for equal tastes, whoever's they are."""
        return state_of(self.encoded)


def state_of(encoded: bytes) -> str:
    """The listener state hash of an encoded taste."""
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def taste(connection: Connection, claims: Claims) -> Taste:
    """What is stored of the account a valid token speaks for.

    Raises :class:`Unauthorized` when it is gone, or has ended its earlier tokens.
    """
    values = {"user_id": claims.user_id, "token_version": claims.token_version}
    found: dict[int, list[Mark]] = {_ACCOUNT: [], _SEED: [], _LIKE: []}
    for kind, _, song_id, at in connection.execute(_TASTE, values):
        found[kind].append(Mark(song_id, at.date()))
    if not found[_ACCOUNT]:
        raise Unauthorized(REFUSAL)
    return Taste(tuple(found[_SEED]), tuple(found[_LIKE]))
