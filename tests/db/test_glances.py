"""A glance at SQLite answers at once or not at all, and is no sign of anything else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from db import glances
from db.backup import back_up
from db.database import Database
from db.questions import Question
from db.restore import restore
from tests.accounts.people import NOON, make_user
from tests.db.stored import path_of
from tests.web.world import eventually

NAMED = Question(*["SELECT username FROM users WHERE id = :user_id"] * 2)
ANA = {"user_id": 1}


@pytest.fixture
def seen(sqlite_url: str) -> Iterator[Database]:
    """A database with one account, asked before."""
    database = Database(sqlite_url)
    make_user(database, "Ana")
    assert database.glance(NAMED, ANA) is None  # nothing is open yet
    assert database.ask(NAMED, ANA) == ("Ana",)
    assert database.glance(NAMED, ANA) == ("Ana",)
    yield database
    database.close()


def rename(database: Database, name: str) -> None:
    with database.transaction(write=True) as connection:
        connection.execute(text("UPDATE users SET username = :name"), {"name": name})


def test_it_sees_what_is_stored_now(seen: Database) -> None:
    rename(seen, "Anna")
    assert seen.glance(NAMED, ANA) == ("Anna",)
    assert seen.glance(NAMED, {"user_id": 2}) is None


def test_postgres_is_not_asked_so(postgres_url: str) -> None:
    database = Database(postgres_url)
    make_user(database)
    for _ in range(2):
        assert database.ask(NAMED, ANA)
        assert database.glance(NAMED, ANA) is None
    database.close()


def test_neither_writers_nor_checkpoints_wait_for_it(seen: Database, sqlite_url: str) -> None:
    with closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert seen.glance(NAMED, ANA) == ("Ana",)
        other.execute("UPDATE users SET username = 'Anna'")
        assert seen.glance(NAMED, ANA) == ("Ana",)
        other.execute("COMMIT")
        assert seen.glance(NAMED, ANA) == ("Anna",)
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def test_it_waits_for_nobody_who_keeps_the_file_to_themselves(
    seen: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(glances, "of_sqlite", busy)
        assert seen.glance(NAMED, ANA) is None
    assert seen.glance(NAMED, ANA) == ("Ana",)
    assert seen._glances is not None
    assert seen._glances._held is not None
    (patience,) = seen._glances._held.cursor().execute("PRAGMA busy_timeout").fetchone()
    assert patience == 0


def test_a_file_that_is_taken_away_is_not_seen_until_it_is_back(seen: Database, sqlite_url: str) -> None:
    path = path_of(sqlite_url)
    path.rename(path.with_name("away"))
    assert seen.glance(NAMED, ANA) is None
    path.with_name("away").rename(path)
    assert seen.glance(NAMED, ANA) is None  # until somebody has asked the long way
    assert seen.ask(NAMED, ANA) == ("Ana",)
    assert seen.glance(NAMED, ANA) == ("Ana",)


def test_a_file_that_was_restored_is_the_one_that_is_seen(
    seen: Database, sqlite_url: str, tmp_path: Path
) -> None:
    path = path_of(sqlite_url)
    backup = back_up(path, tmp_path / "backup.sqlite3").path
    rename(seen, "Anna")
    assert seen.glance(NAMED, ANA) == ("Anna",)
    restore(backup, path, erase_again=lambda *_: 0, now=NOON)
    assert seen.glance(NAMED, ANA) is None
    assert seen.ask(NAMED, ANA) == seen.glance(NAMED, ANA) == ("Ana",)


def test_tables_that_were_altered_are_left_to_those_who_can_tell(seen: Database) -> None:
    with seen.transaction(write=True) as connection:
        connection.execute(text("ALTER TABLE users RENAME COLUMN username TO called"))
    assert seen.glance(NAMED, ANA) is None
    with seen.transaction(write=True) as connection:
        connection.execute(text("ALTER TABLE users RENAME COLUMN called TO username"))
    assert seen.ask(NAMED, ANA) == seen.glance(NAMED, ANA) == ("Ana",)


def test_a_disk_that_was_slow_is_left_alone_for_a_while(
    seen: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(glances, "SLOW_SECONDS", 0)
        patch.setattr(glances, "PAUSE_SECONDS", 0.05)
        assert seen.glance(NAMED, ANA) == ("Ana",)
        assert seen.glance(NAMED, ANA) == ("Ana",)
    assert seen.glance(NAMED, ANA) is None
    assert seen.ask(NAMED, ANA) == ("Ana",)
    eventually(lambda: seen.glance(NAMED, ANA) == ("Ana",))


def test_one_slow_answer_between_others_may_have_waited_for_the_processor(
    seen: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slow in (True, False, True, False):
        monkeypatch.setattr(glances, "SLOW_SECONDS", 0 if slow else 60)
        assert seen.glance(NAMED, ANA) == ("Ana",)


def test_nothing_stays_open(seen: Database, sqlite_url: str) -> None:
    seen.close()
    path = path_of(sqlite_url)
    assert not path.with_name(f"{path.name}-wal").exists()  # the last to close removes it
