"""Answering a record again, and comparing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from segue.base.errors import ClientError, DataError, NotFound, ReleaseRefused
from segue.web.ask import Ask
from segue.web.records.record import Record, song_ids
from segue.web.records.states import read_state
from segue.web.replies.registry import BY_NAME, Registered
from segue.web.serving import Serving
from segue.web.written import digest_of


class Outcome(StrEnum):
    """How a replay ended."""

    IDENTICAL = "identical"
    DIFFERENT = "different"
    REFUSED = "refused"
    RELEASE_GONE = "release gone"
    STATE_GONE = "state gone"


@dataclass(frozen=True)
class Replayed:
    """A record answered again.

    Attributes:
        record: what was recorded.
        outcome: how it ended.
        note: what differs or is missing, in words; empty for an identical answer.
        content: the answer of now; ``None`` where there is none.
    """

    record: Record
    outcome: Outcome
    note: str = ""
    content: dict[str, Any] | None = None


@dataclass(frozen=True)
class Replayer:
    """Answers records again; opens every release once.

    Attributes:
        opened: gives the release of an id, or raises ``NotFound`` or ``ReleaseRefused``.
        folder: that holds the states.
    """

    opened: Callable[[str], Serving]
    folder: Path
    _servings: dict[str, Serving | ClientError | ReleaseRefused] = field(default_factory=dict)

    def replay(self, record: Record) -> Replayed:
        """Answer as then, and compare the bytes."""
        serving = self._serving(record.release)
        if not isinstance(serving, Serving):
            return Replayed(record, Outcome.RELEASE_GONE, str(serving))
        try:
            tastes = [read_state(self.folder, state) for state in record.states]
        except NotFound as error:
            return Replayed(record, Outcome.STATE_GONE, str(error))
        own = tastes.pop(0) if record.state else None
        try:
            registered = registered_as(record.name)
            body = body_of(registered, orjson.dumps(record.body))
            ask = Ask(body, own, record.moment, record.like_weight, tuple(tastes))
            content = registered.reply(serving, ask)
        except ClientError as error:
            return Replayed(record, Outcome.REFUSED, str(error))
        except Exception as error:  # noqa: BLE001 - a record changed by hand asks what no route would; it is told
            return Replayed(record, Outcome.REFUSED, repr(error))
        if digest_of(orjson.dumps(content)) == record.digest:
            return Replayed(record, Outcome.IDENTICAL, content=content)
        return Replayed(record, Outcome.DIFFERENT, difference(record.songs, content), content)

    def _serving(self, release: str) -> Serving | ClientError | ReleaseRefused:
        if release not in self._servings:
            try:
                self._servings[release] = self.opened(release)
            except (NotFound, ReleaseRefused) as error:
                self._servings[release] = error
        return self._servings[release]


def registered_as(name: str) -> Registered[Any]:
    """The reply of a name. Raises :class:`DataError`."""
    if name not in BY_NAME:
        raise DataError(f"There is no kind of recommendation {name!r}; there are {', '.join(BY_NAME)}.")
    return BY_NAME[name]


def body_of(registered: Registered[Any], text: bytes) -> BaseModel:
    """A body written as JSON. Raises :class:`DataError` naming the first field that can't be used."""
    try:
        body: BaseModel = registered.body.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        raise DataError(f"{registered.name} can't be asked so: {where}: {first['msg']}.") from None
    return body


def difference(songs: tuple[str, ...], content: dict[str, Any]) -> str:
    """What differs first between the songs of then and an answer of now, in words."""
    pairs = zip_longest(songs, song_ids(content), fillvalue="nothing")
    for place, (then, now) in enumerate(pairs, start=1):
        if then != now:
            return f"song {place} was {then}, is {now}"
    return "the same songs in the same order; something else about them differs"
