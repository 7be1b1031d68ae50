"""What is known of a listener: all a recommendation needs of the database."""

import hashlib
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

import orjson


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


def state_of(encoded: bytes) -> str:
    """The listener state hash of an encoded taste."""
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()
