"""Storing what was shown, and looking at what is kept of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from db.database import Database
from db.tables import impressions as table
from segue.accounts.impressions import Compared, Impression, Listed, impressions_of, store_impressions
from segue.base.ids import AccountId


@dataclass(frozen=True)
class Shown:
    """One list that was shown: a row of the table."""

    user_id: AccountId
    shown_at: datetime
    release_id: str
    surface: str
    song_ids: tuple[str, ...]
    experiment: str | None = None
    arms: str | None = None

    @property
    def impression(self) -> Impression:
        compared = None
        if self.experiment is not None:
            compared = Compared(self.experiment, {} if self.arms is None else {self.surface: self.arms})
        listed = Listed.of(self.surface, self.song_ids)
        (impression,) = impressions_of(self.user_id, self.shown_at, self.release_id, [listed], compared)
        return impression


def store_shown(connection: Connection, lists: Iterable[Shown]) -> None:
    store_impressions(connection, [each.impression for each in lists])


def shown_lists(database: Database) -> list[Shown]:
    """Every list that is kept, by the time at which it was shown, then in the order of storing."""
    with database.transaction() as connection:
        rows = connection.execute(select(table).order_by(table.c.shown_at, table.c.id)).all()
    return [
        Shown(
            row.user_id,
            row.shown_at,
            row.release_id,
            row.surface,
            tuple(orjson.loads(row.song_ids)),
            row.experiment,
            row.arms,
        )
        for row in rows
    ]
