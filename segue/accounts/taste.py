"""What is known of a listener, in one round trip: all a recommendation needs of the database."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Boolean, Connection, Row, bindparam, column, text

from db.tables import UtcDateTime
from segue.accounts.tokens import REFUSAL, Claims
from segue.base.errors import Unauthorized

MOST_HEARD = 300
"""Songs heard that a request looks at, the latest; more find no more (docs/recommending/listener.md)."""

_ACCOUNT, _SEED, _LIKE, _HEARD, _DISLIKE, _BLOCK = range(6)

_TASTE = (
    text("""
    SELECT 0 AS part, 0 AS place, created_at AS at, CAST(NULL AS TEXT) AS name, CAST(NULL AS TEXT) AS kind,
        CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS one_at, CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS other_at,
        0 AS plays, 0 AS skips, discovery, explicit, diversity,
        COALESCE(private, FALSE) AS private
    FROM users LEFT JOIN preferences ON preferences.user_id = users.id
    WHERE users.id = :user_id AND token_version = :token_version AND (
        CAST(:session AS TEXT) IS NULL OR EXISTS (
            SELECT 1 FROM sessions WHERE id = :session AND user_id = :user_id AND expires_at > :now
        )
    )
    UNION ALL
    SELECT 1, position, created_at, song_id, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL
    FROM seeds WHERE user_id = :user_id
    UNION ALL
    SELECT 2, -change_number, changed_at, song_id, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL
    FROM likes WHERE user_id = :user_id AND liked
    UNION ALL
    SELECT 3, 0, heard_at, song_id, NULL, played_at, skipped_at, plays, skips, NULL, NULL, NULL, NULL
    FROM (
        SELECT * FROM heard WHERE user_id = :user_id ORDER BY heard_at DESC, song_id DESC LIMIT :most_heard
    ) AS latest
    UNION ALL
    SELECT 4, 0, disliked_at, song_id, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL
    FROM dislikes WHERE user_id = :user_id
    UNION ALL
    SELECT 5, 0, blocked_at, name, kind, until, NULL, 0, 0, NULL, NULL, NULL, NULL
    FROM blocks WHERE user_id = :user_id AND (until IS NULL OR until > :now)
    ORDER BY part, place, at DESC, kind, name
""")
    .bindparams(bindparam("now", type_=UtcDateTime))
    .columns(
        column("part"),
        column("place"),
        column("at", UtcDateTime),
        column("name"),
        column("kind"),
        column("one_at", UtcDateTime),
        column("other_at", UtcDateTime),
        column("plays"),
        column("skips"),
        column("discovery"),
        column("explicit", Boolean),
        column("diversity"),
        column("private", Boolean),
    )
)


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
        private: ``True`` keeps what is stored of the listener out of training and measuring.
    """

    discovery: float | None = None
    explicit: bool | None = None
    diversity: float | None = None
    private: bool = False


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


def taste(connection: Connection, claims: Claims, now: datetime) -> Taste:
    """What is stored of the account a valid token speaks for, without blocks that have ended by ``now``.

    The token may be an invitation, which has no session. Raises :class:`Unauthorized` when the account is
    gone, or has ended its earlier tokens or the session of this one.
    """
    values = {
        "user_id": claims.user_id,
        "token_version": claims.token_version,
        "session": claims.session,
        "now": now,
        "most_heard": MOST_HEARD,
    }
    found: dict[int, list[Row[Any]]] = {part: [] for part in range(6)}
    for row in connection.execute(_TASTE, values):
        found[row.part].append(row)
    if not found[_ACCOUNT]:
        raise Unauthorized(REFUSAL)
    account = found[_ACCOUNT][0]
    return Taste(
        seeds=tuple(Mark(row.name, row.at.date()) for row in found[_SEED]),
        likes=tuple(Mark(row.name, row.at.date()) for row in found[_LIKE]),
        heard=tuple(
            Heard(row.name, row.plays, row.skips, _day(row.one_at), _day(row.other_at))
            for row in found[_HEARD]
        ),
        disliked=tuple(row.name for row in found[_DISLIKE]),
        blocks=tuple(Block(BlockKind(row.kind), row.name, row.one_at) for row in found[_BLOCK]),
        preferences=Preferences(account.discovery, account.explicit, account.diversity, account.private),
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
