"""Reading what was shown and done from the database, some accounts at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Row, TextualSelect, bindparam, column, text

from db.database import Database
from db.tables import UtcDateTime
from segue.accounts.signals import Signal
from segue.base.arrays import Int64
from segue.online.blocks import Block, Done, Shown
from segue.online.preference import sides_of
from segue.online.surfaces import reported_as

ACCOUNTS_AT_ONCE = 100
"""Accounts in one block: what memory is needed for."""


def _of_accounts(sql: str, *columns: str) -> TextualSelect:
    """A query about accounts ``low`` < id ≤ ``high`` and times from ``since`` to before ``until``."""
    times = (bindparam("since", type_=UtcDateTime), bindparam("until", type_=UtcDateTime))
    return text(sql).bindparams(*times).columns(*map(column, columns), column("at", UtcDateTime))


_ACCOUNTS = text("SELECT id FROM users WHERE id > :after ORDER BY id LIMIT :most")

_SHOWN = _of_accounts(
    """
    SELECT user_id, release_id, surface, song_ids, experiment, arms, shown_at AS at FROM impressions
    WHERE user_id > :low AND user_id <= :high AND shown_at >= :since AND shown_at < :until
        AND NOT EXISTS (SELECT 1 FROM preferences WHERE user_id = impressions.user_id AND private)
    ORDER BY user_id, shown_at, id
    """,
    "user_id",
    "release_id",
    "surface",
    "song_ids",
    "experiment",
    "arms",
)

_DONE = _of_accounts(
    """
    SELECT user_id, song_id, kind, at FROM feedback
    WHERE user_id > :low AND user_id <= :high AND at >= :since AND at < :until
    UNION ALL
    SELECT user_id, song_id, 'like', changed_at FROM likes
    WHERE user_id > :low AND user_id <= :high AND changed_at >= :since AND changed_at < :until AND liked
    """,
    "user_id",
    "song_id",
    "kind",
)


@dataclass(frozen=True)
class Span:
    """What is reported on: lists shown from ``since`` to before ``until``, and how long events may follow."""

    since: datetime
    until: datetime
    window: timedelta


class Numbers(dict[Any, int]):
    """Values numbered from 0 in the order in which they are first looked up."""

    def __missing__(self, value: Any) -> int:
        self[value] = len(self)
        return self[value]

    def of(self, values: Iterable[Any]) -> Int64:
        """The number of each: int64 (k,)."""
        return np.fromiter(map(self.__getitem__, values), np.int64)


@dataclass(frozen=True)
class Names:
    """What releases and surfaces are called that blocks hold as numbers; it grows while they are read."""

    releases: Numbers = field(default_factory=Numbers)
    surfaces: Numbers = field(default_factory=Numbers)


def read_blocks(
    database: Database, span: Span, names: Names, *, accounts: int = ACCOUNTS_AT_ONCE
) -> Iterator[Block]:
    """All accounts that are not private, ``accounts`` at a time, each with a short transaction of its own.

    Lists shown up to a window after ``until``, and those of an experiment, take part because an event may
    belong to them; they are not reported on. Raises :class:`Unavailable`.
    """
    for shown, done in _read(database, span, accounts):
        yield _block(shown, done, span, names)


def read_compared(
    database: Database, span: Span, experiment: str, *, accounts: int = ACCOUNTS_AT_ONCE
) -> Iterator[tuple[Block, Int64]]:
    """As :func:`read_blocks`, each with the side in an experiment of every song shown: int64 (s,).

    Songs of other lists, and those shown from ``until`` on, are of no side.
    """
    for shown, done in _read(database, span, accounts):
        block = _block(shown, done, span, Names())
        lengths = np.bincount(block.shown.lists, minlength=len(shown)).tolist()
        sides = [
            sides_of(row.arms if row.experiment == experiment and row.at < span.until else None, length)
            for row, length in zip(shown, lengths, strict=True)
        ]
        yield block, np.concatenate(sides)


def _read(
    database: Database, span: Span, accounts: int
) -> Iterator[tuple[Sequence[Row[Any]], Sequence[Row[Any]]]]:
    """What was shown and done, of some accounts at a time that were shown anything."""
    low = 0
    while True:
        with database.transaction() as connection:
            ids = list(connection.scalars(_ACCOUNTS, {"after": low, "most": accounts}))
            if not ids:
                return
            values = {"low": low, "high": ids[-1], "since": span.since, "until": span.until + span.window}
            shown = connection.execute(_SHOWN, values).all()
            done = connection.execute(_DONE, values).all() if shown else []
        low = ids[-1]
        if shown:
            yield shown, done


def _block(shown: Sequence[Row[Any]], done: Sequence[Row[Any]], span: Span, names: Names) -> Block:
    listeners, songs = Numbers(), Numbers()
    listed = [orjson.loads(row.song_ids) for row in shown]
    lengths = np.array([len(song_ids) for song_ids in listed])
    starts = np.cumsum(lengths) - lengths
    return Block(
        Shown(
            listeners=listeners.of(row.user_id for row in shown),
            at=_moments(shown),
            releases=names.releases.of(row.release_id for row in shown),
            surfaces=names.surfaces.of(reported_as(row.surface) for row in shown),
            counts=np.array([row.experiment is None and row.at < span.until for row in shown]),
            lists=np.repeat(np.arange(len(listed)), lengths),
            ranks=np.arange(lengths.sum()) - np.repeat(starts, lengths) + 1,
            songs=songs.of(chain.from_iterable(listed)),
        ),
        Done(
            listeners=listeners.of(row.user_id for row in done),
            songs=songs.of(row.song_id for row in done),
            at=_moments(done),
            kinds=np.array([Signal[row.kind.upper()] for row in done], np.int64),
        ),
    )


def _moments(rows: Sequence[Row[Any]]) -> Int64:
    return np.array([microseconds(row.at) for row in rows], np.int64)


def microseconds(moment: datetime) -> int:
    """Since 1970, UTC."""
    return round(moment.timestamp() * 1_000_000)
