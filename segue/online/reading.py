"""Reading what was shown and done from the database, some accounts at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Row, TextualSelect, bindparam, column, text

from db.database import Database
from db.tables import UtcDateTime
from segue.base.arrays import Int64
from segue.online.blocks import Block, Done, Kind, Shown
from segue.online.preference import sides_of
from segue.online.surfaces import reported_as

ACCOUNTS_AT_ONCE = 500
"""Accounts in one block: what memory is needed for."""

_KINDS = {"like": Kind.LIKE, "play": Kind.PLAY, "skip": Kind.SKIP, "dislike": Kind.DISLIKE}


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


@dataclass(frozen=True)
class Numbers:
    """Names by the order in which they were first met."""

    of: dict[str, int] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """The number of a name, from 0."""
        return self.of.setdefault(name, len(self.of))

    @property
    def names(self) -> list[str]:
        """Number → name."""
        return list(self.of)


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
    lengths = np.fromiter(map(len, listed), np.int64, len(listed))
    starts = np.cumsum(lengths) - lengths
    return Block(
        Shown(
            listeners=_column(shown, lambda row: listeners.number(row.user_id)),
            at=_column(shown, lambda row: microseconds(row.at)),
            releases=_column(shown, lambda row: names.releases.number(row.release_id)),
            surfaces=_column(shown, lambda row: names.surfaces.number(reported_as(row.surface))),
            counts=np.array([row.experiment is None and row.at < span.until for row in shown], np.bool_),
            lists=np.repeat(np.arange(len(listed)), lengths),
            ranks=np.arange(lengths.sum()) - np.repeat(starts, lengths) + 1,
            songs=np.array([songs.number(song_id) for ids in listed for song_id in ids], np.int64),
        ),
        Done(
            listeners=_column(done, lambda row: listeners.number(row.user_id)),
            songs=_column(done, lambda row: songs.number(row.song_id)),
            at=_column(done, lambda row: microseconds(row.at)),
            kinds=_column(done, lambda row: _KINDS[row.kind]),
        ),
    )


def _column(rows: Sequence[Row[Any]], value: Callable[[Row[Any]], int]) -> Int64:
    return np.fromiter(map(value, rows), np.int64, len(rows))


def microseconds(moment: datetime) -> int:
    """Since 1970, UTC."""
    return round(moment.timestamp() * 1_000_000)
