"""An account with something in every table that can hold it, whatever tables there are."""

from typing import Any

from sqlalchemy import Boolean, Column, Connection, Float, Integer, Table, func, insert, select

from db.database import Database
from db.tables import UtcDateTime, metadata, users
from segue.base.ids import AccountId
from tests.accounts.people import NOON

HOLDERS = tuple(table for table in metadata.sorted_tables if "user_id" in table.c)
"""Every table that says whose a row is."""

_MEANT = {("feedback", "kind"): "play", ("blocks", "kind"): "artist", ("impressions", "song_ids"): '["a"]'}


def fill(connection: Connection, user_id: AccountId, n_rows: int = 1) -> None:
    """Store rows in every table; one where an account has one."""
    for table in HOLDERS:
        is_one = [column.name for column in table.primary_key] == ["user_id"]
        rows = [_row(table, user_id, number) for number in range(1 if is_one else n_rows)]
        connection.execute(insert(table), rows)


def _row(table: Table, user_id: AccountId, number: int) -> dict[str, Any]:
    numbered = table.autoincrement_column
    return {column.name: _value(column, user_id, number) for column in table.c if column is not numbered}


def _value(column: Column[Any], user_id: AccountId, number: int) -> object:
    if column.name == "user_id":
        return user_id
    meant = _MEANT.get((column.table.name, column.name))
    if meant is not None:
        return meant
    for kind, value in ((UtcDateTime, NOON), (Boolean, True), (Float, 0.5), (Integer, number)):
        if isinstance(column.type, kind):
            return value
    return f"{column.name} {number} of {user_id}"


def held(database: Database, user_id: AccountId) -> dict[str, int]:
    """How many rows each table holds of an account; tables that hold none are left out."""
    with database.transaction() as connection:
        owners = {table.name: table.c.user_id for table in HOLDERS} | {"users": users.c.id}
        counted = {
            name: connection.scalar(select(func.count()).where(owner == user_id)) or 0
            for name, owner in owners.items()
        }
    return {name: count for name, count in counted.items() if count}
