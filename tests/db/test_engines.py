import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError

from db.database import Database
from db.engines import Limits


def test_sqlite_runs_with_wal_foreign_keys_and_a_busy_timeout(sqlite_url: str) -> None:
    database = Database(sqlite_url, Limits(busy_seconds=1.5))
    expected = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 1500}
    with database.transaction() as connection:
        found = {name: connection.scalar(text(f"PRAGMA {name}")) for name in expected}
    database.close()
    assert found == expected


def test_postgres_runs_with_our_timeouts_in_utc_and_keeps_options_of_the_url(postgres_url: str) -> None:
    url = make_url(postgres_url).update_query_dict({"options": "-c work_mem=8MB"})
    limits = Limits(statement_seconds=1.5, lock_seconds=0.5, lost_seconds=7)
    database = Database(url.render_as_string(hide_password=False), limits)
    expected = {
        "statement_timeout": "1500ms",
        "lock_timeout": "500ms",
        "idle_in_transaction_session_timeout": "7s",
        "TimeZone": "UTC",
        "work_mem": "8MB",
    }
    with database.transaction() as connection:
        found = {name: connection.scalar(text(f"SHOW {name}")) for name in expected}
    database.close()
    assert found == expected


def test_what_is_said_of_a_refused_row_does_not_repeat_it(database: Database) -> None:
    stored = text("INSERT INTO users (username_key, password_hash) VALUES ('ada', 'a hash')")
    with pytest.raises(IntegrityError) as refused, database.transaction(write=True) as connection:
        connection.execute(stored)
    said = [str(refused.value.orig), str(refused.value).partition("[SQL")[0]]
    assert all("null" in each.lower() and "a hash" not in each for each in said), said
