from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from db.database import Database
from db.tables import covers


def cover(fetched_at: datetime) -> dict[str, object]:
    return {"artist_key": "a", "track_key": "t", "url": None, "source": "s", "fetched_at": fetched_at}


def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    tokyo = datetime(2026, 3, 1, 8, 30, 0, 123456, timezone(timedelta(hours=9)))
    with database.transaction(write=True) as connection:
        connection.execute(insert(covers).values(cover(tokyo)))
        stored = connection.scalar(select(covers.c.fetched_at))
    assert stored == tokyo
    assert stored.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 3, 1, 8, 30)  # noqa: DTZ001 - the point
    with (
        pytest.raises(StatementError, match="timezone"),
        database.transaction(write=True) as connection,
    ):
        connection.execute(insert(covers).values(cover(naive)))
