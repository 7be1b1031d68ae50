"""All that is stored of an account, as one JSON document that is written piece by piece."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Column, Connection, Select, Table, select

from db import tables
from segue.base.ids import AccountId

FORMAT: Final = 1
"""Of the document; raised when a field changes its meaning, not when one is added."""
ROWS_AT_ONCE: Final = 1000

WITHHELD: Final = frozenset(
    {
        tables.users.c.password_hash,
        tables.users.c.token_version,
        tables.users.c.taste_mark,
        tables.sessions.c.id,
        tables.sessions.c.generation,
        tables.impressions.c.id,  # counts what everybody was shown
    }
)
"""What could help to sign in as somebody, and what says nothing about them."""

NOT_HERE: Final = (
    "The password: only a hash of it is stored, which is not shown to anybody.",
    "Tokens: they are not stored. Of each session its times are.",
    "Failed sign-ins: they are counted under digests of names and addresses, which name no account.",
    "What models learned: releases and candidates keep what they were trained on until they are pruned.",
)
"""What the document leaves out, in sentences for its reader."""


@dataclass(frozen=True)
class Part:
    """One field of the document.

    Attributes:
        name: of the field.
        table: whose rows of the account it lists.
        order: of the rows, by columns of the table; together with the account the order of an index, so
            that nothing has to be sorted.
        is_one: whether there is at most one row, which stands there itself, or ``null``.
    """

    name: str
    table: Table
    order: Sequence[Column[Any]] = ()
    is_one: bool = False

    @property
    def owner(self) -> Column[Any]:
        """The column that says whose a row is."""
        return self.table.c.id if self.table is tables.users else self.table.c.user_id

    @property
    def columns(self) -> list[Column[Any]]:
        """What is exported: all columns but those that are withheld, and whose a row is."""
        keep_owner = self.table is tables.users
        return [
            column
            for column in self.table.c
            if column not in WITHHELD and (keep_owner or column is not self.owner)
        ]

    def rows(self, user_id: AccountId) -> Select[Any]:
        """The rows of an account."""
        return select(*self.columns).where(self.owner == user_id).order_by(*self.order)


PARTS: Final = (
    Part("account", tables.users, is_one=True),
    Part("preferences", tables.preferences, is_one=True),
    Part("seeds", tables.seeds, [tables.seeds.c.position]),
    Part("likes", tables.likes, [tables.likes.c.change_number]),
    Part("dislikes", tables.dislikes, [tables.dislikes.c.song_id]),
    Part("blocks", tables.blocks, [tables.blocks.c.kind, tables.blocks.c.key]),
    Part("feedback", tables.feedback, [tables.feedback.c.event_id]),
    Part("heard", tables.heard, [tables.heard.c.song_id]),
    Part("sessions", tables.sessions, [tables.sessions.c.created_at]),
    Part("impressions", tables.impressions, [tables.impressions.c.shown_at, tables.impressions.c.id]),
)
"""The document, in order. Each table that has a ``user_id`` is a part of it."""


def write_export(
    connection: Connection, user_id: AccountId, now: datetime, write: Callable[[bytes], object]
) -> None:
    """Hand over the document of an account that exists, UTF-8, in pieces of up to ``ROWS_AT_ONCE`` rows.

    Times are UTC (RFC 3339). Memory does not grow with what is stored.

    Args:
        connection: inside a transaction that reads one snapshot.
        user_id: whose.
        now: stands in the document.
        write: takes the next bytes.
    """
    write(orjson.dumps({"format": FORMAT, "exported_at": now})[:-1])
    for part in PARTS:
        write(b"," + orjson.dumps(part.name) + b":")
        if part.is_one:
            row = next(_rows(connection, part, user_id), [None])[0]
            write(orjson.dumps(row))
        else:
            _write_list(_rows(connection, part, user_id), write)
    write(b"," + orjson.dumps({"not_here": NOT_HERE})[1:])


def _write_list(pieces: Iterator[Sequence[Mapping[str, Any]]], write: Callable[[bytes], object]) -> None:
    before = b"["
    for rows in pieces:
        write(before + orjson.dumps(rows)[1:-1])
        before = b","
    write(b"[]" if before == b"[" else b"]")


def _rows(connection: Connection, part: Part, user_id: AccountId) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The rows of a part, by name, up to ``ROWS_AT_ONCE`` at a time; nothing where there are none."""
    names = [str(column.name) for column in part.columns]  # a kind of text of its own that JSON does not take
    found = connection.execute(part.rows(user_id), execution_options={"yield_per": ROWS_AT_ONCE})
    for piece in found.partitions():
        rows = [dict(zip(names, row, strict=True)) for row in piece]
        if part.table is tables.impressions:
            for row in rows:
                row["song_ids"] = orjson.Fragment(row["song_ids"])  # stored as JSON
        yield rows
