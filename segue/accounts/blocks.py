"""Blocks: songs, artists and genres an account does not want, for good or until a day."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, column, text

from db.tables import UtcDateTime
from segue.accounts.taste import Block, BlockKind
from segue.accounts.users import take_turn
from segue.base.ids import AccountId

_BLOCK = text("""
    INSERT INTO blocks (user_id, kind, key, name, until, blocked_at)
    VALUES (:user_id, :kind, :key, :name, :until, :now)
    ON CONFLICT (user_id, kind, key) DO UPDATE SET
        name = excluded.name,
        until = excluded.until,
        blocked_at = excluded.blocked_at
""").bindparams(bindparam("until", type_=UtcDateTime), bindparam("now", type_=UtcDateTime))

_UNBLOCK = text("DELETE FROM blocks WHERE user_id = :user_id AND kind = :kind AND key = :key")

_BLOCKS = (
    text("""
    SELECT kind, name, until FROM blocks
    WHERE user_id = :user_id AND (until IS NULL OR until > :now)
    ORDER BY blocked_at DESC, kind, name
""")
    .bindparams(bindparam("now", type_=UtcDateTime))
    .columns(column("kind"), column("name"), column("until", UtcDateTime))
)


def block(connection: Connection, user_id: AccountId, wanted: Block, key: str, now: datetime) -> None:
    """Block something; what is blocked already gets the new end.

    Args:
        connection: inside a transaction.
        user_id: whose.
        wanted: what, and until when.
        key: equal for all spellings of its name.
        now: the time.
    """
    values = {"kind": wanted.kind, "key": key, "name": wanted.name, "until": wanted.until}
    connection.execute(_BLOCK, {"user_id": user_id, "now": now} | values)


def unblock(connection: Connection, user_id: AccountId, kind: BlockKind, keys: Iterable[str]) -> None:
    """End blocks; what is not blocked stays so."""
    take_turn(connection, user_id)
    for key in keys:
        connection.execute(_UNBLOCK, {"user_id": user_id, "kind": kind, "key": key})


def blocks(connection: Connection, user_id: AccountId, now: datetime) -> list[Block]:
    """What an account blocks, the last first, without what has ended."""
    found = connection.execute(_BLOCKS, {"user_id": user_id, "now": now})
    return [Block(BlockKind(kind), name, until) for kind, name, until in found]
