"""A restore puts one sound database in the place of another, under the hands of who uses it."""

import sqlite3
import stat
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, text

from db.backup import back_up, check
from db.database import Database
from db.migrate import alembic_config
from db.restore import Restored, restore
from segue.accounts.erasures import digest_of, erase, erase_again
from segue.accounts.users import find_credentials
from segue.base.errors import DataError, Unavailable
from tests.db.stored import ADD_COVER, add_user, do, names, path_of, read

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return path_of(sqlite_url)


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """Of ana and ben, taken before anything else happened."""
    add_user(path, "ana")
    add_user(path, "ben")
    return back_up(path, tmp_path / "backup.sqlite3").path


def put_back(backup: Path, path: Path, now: datetime = NOON) -> Restored:
    return restore(backup, path, erase_again=erase_again, now=now)


def test_a_database_is_not_restored_from_itself(path: Path) -> None:
    with pytest.raises(DataError, match="is the database itself"):
        put_back(path, path)


def test_what_was_replaced_can_be_put_back(path: Path, backup: Path) -> None:
    add_user(path, "cleo")
    replaced = put_back(backup, path).replaced
    assert replaced is not None
    put_back(replaced, path, NOON + timedelta(hours=1))
    assert names(path) == ["ana", "ben", "cleo"]


def test_what_was_there_is_back_and_what_was_replaced_is_kept(path: Path, backup: Path) -> None:
    add_user(path, "cleo")
    done = put_back(backup, path)
    assert (done.accounts, done.erased, done.sound, done.migration.steps) == (2, 0, True, ())
    assert names(path) == ["ana", "ben"]
    assert done.replaced is not None
    assert done.replaced.name == "segue.sqlite3.replaced-20260302T120000Z"
    assert names(done.replaced) == ["ana", "ben", "cleo"]
    assert names(backup) == ["ana", "ben"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(path.parent.glob(".*"))


def test_a_name_deleted_since_is_deleted_again_and_an_account_made_after_that_stays(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{path}")
    with database.transaction(write=True) as connection:
        ana = find_credentials(connection, "ana")
        assert ana is not None
        erase(connection, ana.user.id, "ana", NOON)
    database.close()
    assert put_back(backup, path).erased == 1
    assert names(path) == ["ben"]
    assert read(path, "SELECT digest FROM erasures") == [digest_of("ana")]
    do(
        path,
        "INSERT INTO users (username, username_key, password_hash, token_version, created_at) "
        "VALUES ('ana', 'ana', 'hash', 0, '2026-03-03 12:00:00.000000')",
    )
    later = back_up(path, tmp_path / "later.sqlite3").path
    done = put_back(later, path, NOON.replace(hour=13))
    assert (done.erased, names(path)) == (0, ["ben", "ana"])


def test_no_token_from_before_is_good_and_no_number_of_an_account_comes_again(
    path: Path, backup: Path
) -> None:
    add_user(path, "cleo")  # number 3, unknown to the backup
    do(path, "UPDATE users SET token_version = 4 WHERE username = 'ana'")
    do(path, "INSERT INTO sessions VALUES ('s', 1, 0, '2026-01-01', '2026-01-01', '2026-01-01')")
    later = back_up(path, backup.with_name("later.sqlite3")).path
    put_back(backup, path)
    assert read(path, "SELECT min(token_version) FROM users") == [5]
    add_user(path, "dora")
    assert read(path, "SELECT id FROM users WHERE username = 'dora'") == [4]
    put_back(later, path, NOON.replace(hour=13))
    assert read(path, "SELECT count(*) FROM sessions") == [0]


def test_a_backup_of_an_older_segue_is_migrated(path: Path, backup: Path) -> None:
    old = Database(f"sqlite:///{backup}")
    with old.transaction(write=True) as connection:
        command.downgrade(alembic_config(connection), "0002")
    old.close()
    done = put_back(backup, path)
    assert (done.migration.before, done.migration.after) == ("0002", "0004")
    assert done.migration.steps == ("0003", "0004")
    assert check(path).revision == "0004"
    assert check(backup).revision == "0002"


def test_a_backup_that_cannot_be_used_changes_nothing(path: Path, backup: Path) -> None:
    do(backup, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DataError, match="newer Segue"):
        put_back(backup, path)
    backup.write_bytes(backup.read_bytes()[:20_000])
    with pytest.raises(DataError, match=r"damaged|no sound database"):
        put_back(backup, path)
    with pytest.raises(DataError, match=r"no sound database|no file"):
        put_back(backup.with_name("nowhere"), path)
    assert names(path) == ["ana", "ben"]
    assert not list(path.parent.glob("*replaced*"))
    assert not list(path.parent.glob(".*"))


def test_what_fails_on_the_way_changes_nothing(path: Path, backup: Path) -> None:
    def fail(_connection: Connection, _erased: Mapping[str, datetime]) -> int:
        raise Unavailable("The disk is full.")

    with pytest.raises(Unavailable):
        restore(backup, path, erase_again=fail, now=NOON)
    add_user(path, "cleo")  # nor is it locked
    assert names(path) == ["ana", "ben", "cleo"]
    assert not list(path.parent.glob(".*"))


@pytest.mark.parametrize("content", [None, b"", b"overwritten by mistake " * 1000])
def test_a_database_that_is_lost_or_damaged_is_replaced_all_the_same(
    path: Path, backup: Path, content: bytes | None
) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    path.with_name(f"{path.name}-wal").write_bytes(b"the log of a file that is gone")
    if content is not None:
        path.write_bytes(content)
    done = put_back(backup, path)
    assert (names(path), done.sound) == (["ana", "ben"], content is None)
    assert read(path, "SELECT min(token_version) FROM users")[0] > 1000
    assert not path.with_name(f"{path.name}-wal").exists()


def test_a_restore_that_was_cut_off_is_not_taken_for_a_database_to_be_made(path: Path, backup: Path) -> None:
    done = put_back(backup, path)
    path.unlink()
    for begin in (lambda: Database(f"sqlite:///{path}"), lambda: put_back(backup, path)):
        with pytest.raises(DataError, match=r"replaced-20260302T120000Z was put aside .* Rename it back"):
            begin()
    assert done.replaced is not None
    done.replaced.rename(path)
    assert names(path) == ["ana", "ben"]


def test_who_writes_meanwhile_stores_before_or_after_and_is_refused_in_between(
    path: Path, backup: Path
) -> None:
    """Every cover that was acknowledged is in a database that was replaced, or in the one now in place."""
    stored, stop, databases = list[str](), threading.Event(), list[Path]()
    database = Database(f"sqlite:///{path}")

    def write(name: str) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                with database.transaction(write=True) as connection:
                    connection.execute(
                        text("INSERT INTO covers VALUES (:key, 't', NULL, 's', '2026-01-01')"),
                        {"key": f"{name}{number}"},
                    )
                stored.append(f"{name}{number}")
            except Unavailable:
                continue

    writers = [threading.Thread(target=write, args=(name,)) for name in "xyz"]
    for writer in writers:
        writer.start()
    for hour in range(6):
        time.sleep(0.05)
        done = put_back(backup, path, NOON.replace(hour=hour))
        assert done.replaced is not None
        databases.append(done.replaced)
    before = len(stored)
    time.sleep(0.1)
    stop.set()
    for writer in writers:
        writer.join()
    database.close()
    assert len(stored) > before
    kept = (read(each, "SELECT artist_key FROM covers") for each in [*databases, path])
    assert sorted(stored) == sorted(chain.from_iterable(kept))
    for each in [*databases, path]:
        with closing(sqlite3.connect(each)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_database_that_stays_locked_is_left_alone(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.restore._LOCK_SECONDS", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        holder.execute(ADD_COVER, ("held",))
        with pytest.raises(Unavailable):
            put_back(backup, path)
        holder.execute("COMMIT")
    assert read(path, "SELECT artist_key FROM covers") == ["held"]
