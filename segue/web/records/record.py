"""One recorded answer: everything it depended on, and a digest of what it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from segue.base.ids import ReleaseId
from segue.web.ask import Ask
from segue.web.written import digest_of

StateHash = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


@dataclass(frozen=True)
class Answered:
    """An answer that has just been given.

    Attributes:
        name: of the reply, as registered.
        release_id: which release answered.
        request_id: as in ``X-Request-ID``.
        ask: what was asked.
        content: what the reply gave; not changed any more.
    """

    name: str
    release_id: ReleaseId
    request_id: str
    ask: Ask[Any]
    content: dict[str, Any]


class Record(BaseModel):
    """One line of a file of records. It names no account and holds no token.

    Attributes:
        request_id: as in ``X-Request-ID``.
        name: of the reply.
        release: which release answered.
        moment: when it was asked.
        like_weight: what a fresh like weighed.
        body: what was asked, without the fields the request did not set and without secrets.
        state: listener state hash of who asked; ``None`` for a stranger.
        members: those of others who took part, in order.
        digest: of the reply as JSON, 32 hex digits; where nothing is added to a reply, also its ``ETag``.
        songs: every song id in the reply, in order.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    request_id: str
    name: str
    release: str
    moment: datetime
    like_weight: float
    body: dict[str, JsonValue]
    state: StateHash | None
    members: tuple[StateHash, ...] = ()
    digest: StateHash
    songs: tuple[str, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """All listener states it names: the caller's first."""
        return self.members if self.state is None else (self.state, *self.members)


def line_of(answered: Answered, states: Sequence[str]) -> bytes:
    """An answer as one line of JSON, its end included; ``states`` are the hashes of ``ask.tastes``."""
    ask = answered.ask
    own, *members = states if ask.taste else (None, *states)
    line = {
        "request_id": answered.request_id,
        "name": answered.name,
        "release": answered.release_id,
        "moment": ask.moment,
        "like_weight": ask.like_weight,
        "body": ask.body.model_dump(mode="json", exclude_unset=True),
        "state": own,
        "members": members,
        "digest": digest_of(orjson.dumps(answered.content)),
        "songs": list(song_ids(answered.content)),
    }
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def song_ids(content: object) -> Iterator[str]:
    """Every ``song_id`` anywhere in a reply, in the order in which they stand there."""
    if isinstance(content, dict):
        for name, part in content.items():
            if name == "song_id" and isinstance(part, str):
                yield part
            else:
                yield from song_ids(part)
    elif isinstance(content, list | tuple):
        for part in content:
            yield from song_ids(part)
