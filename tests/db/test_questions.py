import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from db.database import Database
from db.engines import Limits
from db.questions import Question
from db.tables import covers
from segue.base.errors import Late, Unavailable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SUM = "SELECT CAST(:one AS INTEGER) + CAST(:two AS INTEGER), CAST(:name AS TEXT)"
COVER = "SELECT artist_key FROM covers WHERE fetched_at = :at"
COVER_ROW = {"artist_key": "a", "track_key": "t", "source": "s", "fetched_at": NOON}
PID = Question("", "SELECT pg_backend_pid()")


def both(statement: str) -> Question:
    return Question(statement, statement)


def store_twice(database: Database) -> None:
    """The second is refused, and the first goes with it."""
    with database.transaction(write=True) as connection:
        for _ in range(2):
            connection.execute(covers.insert(), COVER_ROW)


def test_the_answer_is_one_row_or_none(database: Database) -> None:
    values = {"one": 1, "two": 2, "name": "Ma\u017c: 100 %"}
    assert database.ask(both(SUM), values) == (3, "Ma\u017c: 100 %")
    assert database.ask(both(f"{SUM} WHERE 1 = 0"), values) is None


def test_a_moment_is_asked_for_as_it_is_stored(database: Database) -> None:
    moments = [NOON, NOON + timedelta(microseconds=1), NOON + timedelta(seconds=0.5)]
    with database.transaction(write=True) as connection:
        for number, moment in enumerate(moments):
            connection.execute(covers.insert(), COVER_ROW | {"artist_key": str(number), "fetched_at": moment})
    elsewhere = timezone(timedelta(hours=5))
    for number, moment in enumerate(moments):
        assert database.ask(both(COVER), {"at": moment.astimezone(elsewhere)}) == (str(number),)
    assert database.ask(both(COVER), {"at": NOON + timedelta(seconds=1)}) is None


def test_a_moment_without_a_zone_is_refused_by_sqlite(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with pytest.raises(ValueError, match="timezone"):
        database.ask(both(COVER), {"at": NOON.replace(tzinfo=None)})
    database.close()


def test_a_mistake_of_ours_is_not_called_an_outage_and_leaves_connections_as_they_were(
    database: Database,
) -> None:
    for _ in range(9):
        with pytest.raises(DBAPIError, match="nowhere") as refused:
            database.ask(both("SELECT nothing FROM nowhere WHERE 1 = :one"), {"one": 12345})
        assert "12345" not in str(refused.value)
    assert database.ask(both(SUM), {"one": 1, "two": 2, "name": "x"}) == (3, "x")
    with pytest.raises(IntegrityError):
        store_twice(database)
    assert database.ask(both(COVER), {"at": NOON}) is None


def test_a_connection_that_is_lost_meanwhile_is_replaced_unnoticed(postgres_url: str) -> None:
    database, other = Database(postgres_url), Database(postgres_url)
    (pid,) = database.ask(PID, {}) or ()
    with other.transaction() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    # nothing looks at the connection before its use: it is found out by the question itself
    database.engine.pool.dispatch.checkout.clear()
    assert database.ask(PID, {}) not in ((pid,), None)
    database.close()
    other.close()


def test_a_postgres_that_is_late_or_not_there_is_an_outage(postgres_url: str) -> None:
    database = Database(postgres_url, Limits(statement_seconds=0.1))
    with pytest.raises(Late):
        database.ask(Question("", "SELECT pg_sleep(5)"), {})
    assert database.ask(PID, {})
    database.close()
    lost = Database(postgres_url.replace("host=", "host=/nowhere"))
    with pytest.raises(Unavailable):
        lost.ask(PID, {})
    lost.close()


def test_readers_of_sqlite_are_not_kept_waiting_by_a_writer(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert database.ask(both(SUM), {"one": 1, "two": 2, "name": "x"}) == (3, "x")
    database.close()
