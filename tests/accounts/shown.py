"""Looking at what is kept of what was shown."""

import orjson
from sqlalchemy import select

from db.database import Database
from db.tables import impressions as table
from segue.accounts.impressions import Impression


def shown_lists(database: Database) -> list[Impression]:
    """Every list that is kept, by the time at which it was shown, then in the order of storing."""
    with database.transaction() as connection:
        rows = connection.execute(select(table).order_by(table.c.shown_at, table.c.id)).all()
    return [
        Impression(
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
