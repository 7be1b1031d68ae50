"""What is known of a listener, in one round trip: all a recommendation needs of the database."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

import orjson

from db.database import Database
from db.questions import Question
from segue.accounts.tokens import REFUSAL, Claims
from segue.base.errors import Unauthorized

MOST_HEARD = 300
"""Songs heard that a request looks at, the latest; more find no more (docs/recommending/listener.md)."""


def _statement(listed: Callable[[str], str], thing: str, day: Callable[[str], str]) -> str:
    """One row: the preferences of an account and, as JSON, all it said. No value stands in it.

    Args:
        listed: The text of a JSON list of what an expression gives for each row, in their order.
        thing: The function that makes a JSON object of names and values.
        day: The day of a moment.
    """
    mark, liked = (
        f"{thing}('song_id', song_id, 'day', {day(moment)})" for moment in ("created_at", "changed_at")
    )
    days = f"'played_on', {day('played_at')}, 'skipped_on', {day('skipped_at')}"
    heard = f"{thing}('song_id', song_id, 'plays', plays, 'skips', skips, {days})"
    blocked = f"{thing}('kind', kind, 'name', name, 'until', until)"
    return f"""
    SELECT discovery, explicit, diversity, private,
        (SELECT {listed(mark)} FROM (
            SELECT song_id, created_at FROM seeds WHERE user_id = :user_id ORDER BY position
        ) AS ordered),
        (SELECT {listed(liked)} FROM (
            SELECT song_id, changed_at FROM likes WHERE user_id = :user_id AND liked
            ORDER BY change_number DESC
        ) AS ordered),
        (SELECT {listed(heard)} FROM (
            SELECT song_id, plays, skips, played_at, skipped_at FROM heard WHERE user_id = :user_id
            ORDER BY heard_at DESC, song_id DESC LIMIT :most_heard
        ) AS ordered),
        (SELECT {listed("song_id")} FROM (
            SELECT song_id FROM dislikes WHERE user_id = :user_id ORDER BY disliked_at DESC, song_id
        ) AS ordered),
        (SELECT {listed(blocked)} FROM (
            SELECT kind, name, until FROM blocks WHERE user_id = :user_id AND (until IS NULL OR until > :now)
            ORDER BY blocked_at DESC, kind, name
        ) AS ordered)
    FROM users LEFT JOIN preferences ON preferences.user_id = users.id
    WHERE users.id = :user_id AND token_version = :token_version AND (
        CAST(:session AS TEXT) IS NULL OR EXISTS (
            SELECT 1 FROM sessions WHERE id = :session AND user_id = :user_id AND expires_at > :now
        )
    )
    """  # noqa: S608 - built of the names above alone


_TASTE = Question(
    sqlite=_statement("json_group_array({})".format, "json_object", "substr({}, 1, 10)".format),
    # as text: psycopg would read it with Python's own `json`
    postgres=_statement("CAST(json_agg({}) AS TEXT)".format, "json_build_object", "date({})".format),
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


@dataclass(frozen=True, eq=False)
class Taste:
    """The songs an account stands for, and what it said about others. Two are equal that say the same.

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

    @cached_property
    def encoded(self) -> bytes:
        """As JSON, in UTF-8: the same bytes for equal tastes. Nothing in it says whose it is."""
        return orjson.dumps({part.name: getattr(self, part.name) for part in fields(Taste)})

    @cached_property
    def state(self) -> str:
        """The listener state hash, 32 hex digits: equal for equal tastes, whoever's they are."""
        return state_of(self.encoded)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Taste) and self.encoded == other.encoded

    def __hash__(self) -> int:
        return hash(self.encoded)


class _Stored(Taste):
    """A taste as a database tells it, whose parts are made when they are asked for.

    An answer that is ready for its state needs none: to make those of 55 songs takes 30 µs.

    Args:
        lists: what JSON has for each field but the preferences, in their order.
        preferences: of the account.
    """

    _lists: Mapping[str, list[Any]]

    def __init__(self, lists: Mapping[str, list[Any]], preferences: Preferences) -> None:
        self.__dict__.update(_lists=lists, preferences=preferences)

    @cached_property
    def seeds(self) -> tuple[Mark, ...]:
        return _marks(self._lists["seeds"])

    @cached_property
    def likes(self) -> tuple[Mark, ...]:
        return _marks(self._lists["likes"])

    @cached_property
    def heard(self) -> tuple[Heard, ...]:
        return tuple(
            [
                Heard(
                    song["song_id"],
                    song["plays"],
                    song["skips"],
                    _day(song["played_on"]),
                    _day(song["skipped_on"]),
                )
                for song in self._lists["heard"]
            ]
        )

    @cached_property
    def disliked(self) -> tuple[str, ...]:
        return tuple(self._lists["disliked"])

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(
            [Block(BlockKind(each["kind"]), each["name"], each["until"]) for each in self._lists["blocks"]]
        )

    @cached_property
    def encoded(self) -> bytes:
        return orjson.dumps({**self._lists, "preferences": self.preferences})


def state_of(encoded: bytes) -> str:
    """The listener state hash of an encoded taste."""
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def taste(database: Database, claims: Claims, now: datetime) -> Taste:
    """What is stored of the account a valid token speaks for, without blocks that have ended by ``now``.

    One round trip. The token may be an invitation, which has no session. Raises :class:`Unauthorized` when
    the account is gone, or has ended its earlier tokens or the session of this one, and what
    :meth:`Database.ask` does.
    """
    row = database.ask(
        _TASTE,
        {
            "user_id": claims.user_id,
            "token_version": claims.token_version,
            "session": claims.session,
            "now": now,
            "most_heard": MOST_HEARD,
        },
    )
    if row is None:
        raise Unauthorized(REFUSAL)
    discovery, explicit, diversity, private, *texts = row
    lists = {name: orjson.loads(text) if text else [] for name, text in zip(_LISTS, texts, strict=True)}
    for block in lists["blocks"]:
        block["until"] = _moment(block["until"])
    truth = None if explicit is None else bool(explicit)  # SQLite has numbers for it
    return _Stored(lists, Preferences(discovery, truth, diversity, bool(private)))


_LISTS = ("seeds", "likes", "heard", "disliked", "blocks")
"""As they stand in the answer, and among the fields of a taste."""


def _marks(told: list[dict[str, str]]) -> tuple[Mark, ...]:
    return tuple([Mark(mark["song_id"], date.fromisoformat(mark["day"])) for mark in told])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    """A moment as either database writes it to JSON; SQLite leaves out that it is UTC."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
