import asyncio
import logging
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from db.database import Database
from db.engines import Limits
from db.migrate import migrate
from segue.base.errors import Late, Unavailable
from segue.base.ids import AccountId

QUICK = Limits(
    connections=2,
    wait_seconds=0.2,
    statement_seconds=0.2,
    lock_seconds=0.2,
    busy_seconds=0.2,
    answer_seconds=0.5,
)

ADD_COVER = text(
    "INSERT INTO covers (artist_key, track_key, source, fetched_at) VALUES (:key, 't', 's', '2026-01-01')"
)


@contextmanager
def opened(url: str, limits: Limits = QUICK) -> Iterator[Database]:
    database = Database(url, limits)
    yield database
    database.close()


def add_cover(connection: Connection, key: str) -> None:
    connection.execute(ADD_COVER, {"key": key})


def add_cover_twice(connection: Connection) -> None:
    add_cover(connection, "a")
    add_cover(connection, "a")


def covers(connection: Connection) -> list[str]:
    return list(connection.scalars(text("SELECT artist_key FROM covers ORDER BY artist_key")))


def test_a_transaction_is_stored_when_its_block_ends(database: Database) -> None:
    with database.transaction(write=True) as connection:
        add_cover(connection, "a")
    with database.transaction() as connection:
        assert covers(connection) == ["a"]


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction(write=True) as connection:
        add_cover_twice(connection)
    with database.transaction() as connection:
        assert covers(connection) == []


def test_a_change_outside_a_writing_transaction_is_refused(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), database.transaction() as connection:
        add_cover(connection, "a")
    with database.transaction(write=True) as connection:
        assert covers(connection) == []
        add_cover(connection, "b")


def test_a_mistake_of_ours_is_not_called_an_outage(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction(write=True) as connection:
        add_cover_twice(connection)
    with pytest.raises(DBAPIError, match="nowhere"), database.transaction() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))


def test_foreign_keys_are_enforced(database: Database) -> None:
    orphan = text("INSERT INTO seeds VALUES (7, 0, 'song', '2026-01-01')")
    with pytest.raises(IntegrityError), database.transaction(write=True) as connection:
        connection.execute(orphan)


def test_run_gives_back_what_the_function_returns_and_stores_its_changes(database: Database) -> None:
    async def main() -> list[str]:
        await database.run(lambda connection: add_cover(connection, "a"), write=True)
        return await database.run(covers)

    assert asyncio.run(main()) == ["a"]


def test_many_units_of_work_share_the_few_connections(database: Database) -> None:
    async def main() -> None:
        units = (partial(add_cover, key=f"{number:03}") for number in range(100))
        await asyncio.gather(*(database.run(unit, write=True) for unit in units))

    asyncio.run(main())
    with database.transaction() as connection:
        assert len(covers(connection)) == 100


def test_one_account_has_two_units_of_work_under_way_and_others_the_rest(database: Database) -> None:
    gate = threading.Event()

    async def main() -> None:
        ada, grace = AccountId(1), AccountId(2)
        greedy = [asyncio.create_task(database.run(lambda _: gate.wait(10), account=ada)) for _ in range(9)]
        await asyncio.sleep(0)
        assert await database.run(covers, account=grace) == await database.run(covers) == []
        gate.set()
        assert await asyncio.gather(*greedy) == [True] * 9

    asyncio.run(main())


def test_a_unit_of_work_that_hangs_is_answered_and_others_go_on(database_url: str) -> None:
    gate = threading.Event()

    async def main() -> None:
        with pytest.raises(Unavailable):
            await database.run(lambda _: gate.wait(10))
        assert await database.run(covers) == []
        gate.set()

    with opened(database_url, Limits(connections=2, wait_seconds=0.1, answer_seconds=0.3)) as database:
        asyncio.run(main())


def test_what_its_caller_was_told_had_failed_is_not_stored_later(database_url: str) -> None:
    gate, over = threading.Event(), threading.Event()

    def add_late(connection: Connection) -> None:
        add_cover(connection, "late")
        gate.wait(10)

    async def main() -> None:
        with pytest.raises(Unavailable):
            await database.run(add_late, write=True)
        gate.set()

    with opened(database_url, Limits(connections=1, answer_seconds=0.2)) as database:
        asyncio.run(main())
        database._threads._threads.submit(over.set)
        assert over.wait(10)
        with database.transaction() as connection:
            assert covers(connection) == []


def test_no_free_connection_is_an_outage_after_the_wait(database_url: str) -> None:
    with opened(database_url) as database, database.transaction(), database.transaction():
        with pytest.raises(Unavailable) as outage, database.transaction():
            pass
        assert int(outage.value.headers["Retry-After"]) > 0


def test_a_locked_sqlite_file_is_an_outage_after_the_busy_timeout(sqlite_url: str) -> None:
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with opened(sqlite_url) as database:
        begun = time.monotonic()
        with pytest.raises(Unavailable), database.transaction(write=True):
            pass
        assert 0.1 < time.monotonic() - begun < 2
        with database.transaction() as connection:  # readers are not kept waiting
            assert covers(connection) == []
    holder.close()


def test_a_row_locked_in_postgres_is_an_outage_after_the_lock_timeout(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        with database.transaction(write=True) as connection:
            add_cover(connection, "a")
        with database.transaction(write=True) as holder:
            holder.execute(text("SELECT 1 FROM covers FOR UPDATE"))
            with pytest.raises(Late), database.transaction(write=True) as connection:
                connection.execute(text("UPDATE covers SET source = 'x'"))


@pytest.mark.parametrize(("mode", "write"), [("ACCESS EXCLUSIVE", False), ("SHARE", True)])
def test_a_table_locked_in_postgres_is_an_outage_for_all(
    postgres_url: str, mode: str, *, write: bool
) -> None:
    with opened(postgres_url) as database, opened(postgres_url) as other:
        with other.transaction(write=True) as holder:
            holder.execute(text(f"LOCK TABLE covers IN {mode} MODE"))
            with pytest.raises(Unavailable) as outage, database.transaction(write=write) as connection:
                add_cover(connection, "a") if write else covers(connection)
        assert not isinstance(outage.value, Late)


def test_a_slow_statement_is_cut_off_by_postgres(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        begun = time.monotonic()
        with pytest.raises(Late), database.transaction() as connection:
            connection.execute(text("SELECT pg_sleep(5)"))
        assert time.monotonic() - begun < 2


def backend_of(database: Database) -> int:
    with database.transaction() as connection:
        return connection.scalar(text("SELECT pg_backend_pid()")) or 0


def end(pid: int, other: Database) -> None:
    """As a server does that stops: the connection is at its end when this returns."""
    with other.transaction() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    time.sleep(0.01)


def test_connections_that_postgres_closed_are_replaced(postgres_url: str) -> None:
    with opened(postgres_url) as database, opened(postgres_url) as other:
        pid = backend_of(database)
        end(pid, other)
        assert backend_of(database) != pid


def test_a_connection_is_not_asked_before_its_use_whether_it_is_there(postgres_url: str) -> None:
    pings = list[object]()

    def do_ping(connection: object) -> bool:
        pings.append(connection)
        return True

    with opened(postgres_url) as database:
        pid = backend_of(database)
        database.engine.dialect.do_ping = do_ping  # type: ignore[assignment, method-assign]
        assert backend_of(database) == pid
        assert pings == []
        said = database.engine.raw_connection()
        said.cursor().execute("LISTEN news")
        said.commit()
        said.close()
        with opened(postgres_url) as other, other.transaction(write=True) as connection:
            connection.execute(text("NOTIFY news"))
        time.sleep(0.05)
        assert backend_of(database) == pid  # it said something, and was asked: it is there
        assert len(pings) == 1


def test_a_connection_lost_in_the_middle_is_an_outage(postgres_url: str) -> None:
    def lose_it(connection: Connection) -> None:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
        with other.transaction() as killer:
            killer.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        connection.scalar(text("SELECT 1"))

    with opened(postgres_url) as database, opened(postgres_url) as other:
        with pytest.raises(Unavailable), database.transaction() as connection:
            lose_it(connection)
        with database.transaction() as connection:
            assert covers(connection) == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:hunter2@127.0.0.1:9/name",  # nobody listens on the discard port
        "postgresql://ana:hunter2@/name?host=/nowhere",
    ],
)
def test_a_postgres_that_is_not_there_is_an_outage_without_secrets(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), opened(url) as database:
        begun = time.monotonic()
        with pytest.raises(Unavailable) as outage, database.transaction():
            pass
        assert time.monotonic() - begun < 3
    logged = " ".join(str(record.__dict__) for record in caplog.records)
    assert "database unavailable" in logged
    assert "hunter2" not in logged + str(outage.value) + repr(database.engine)


def test_a_sqlite_file_that_vanished_with_its_folder_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    with opened(f"sqlite:///{tmp_path / 'gone' / 'segue.sqlite3'}") as database:
        (tmp_path / "gone" / "segue.sqlite3").unlink()
        (tmp_path / "gone").rmdir()
        with pytest.raises(Unavailable), database.transaction():
            pass


def test_nothing_is_stored_in_a_sqlite_file_that_was_taken_away(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with opened(sqlite_url) as database:
        with database.transaction(write=True) as connection:
            add_cover(connection, "before")
        path.rename(path.with_suffix(".away"))
        for _ in range(3):
            with pytest.raises(Unavailable), database.transaction(write=True) as connection:
                add_cover(connection, "meanwhile")
        assert not path.exists()  # nor is a new one made, which would be empty
        path.with_suffix(".away").rename(path)
        with database.transaction(write=True) as connection:
            add_cover(connection, "after")
            assert covers(connection) == ["after", "before"]


def test_a_sqlite_file_in_place_of_another_is_read_from_then_on(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with opened(sqlite_url) as database:
        with database.transaction(write=True) as connection:
            add_cover(connection, "old")
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        with opened(sqlite_url) as other:
            migrate(other)
            with database.transaction() as connection:
                assert covers(connection) == []


def test_who_waits_to_write_while_the_file_is_replaced_is_refused(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with opened(sqlite_url, Limits(busy_seconds=5)) as database, ThreadPoolExecutor(1) as threads:
        with database.transaction(write=True) as connection:
            add_cover(connection, "before")
        with closing(sqlite3.connect(path, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")

            def write() -> None:
                with database.transaction(write=True) as connection:
                    add_cover(connection, "where nobody reads")

            waiting = threads.submit(write)
            time.sleep(0.05)
            for file in list(path.parent.glob(f"{path.name}*")):
                file.rename(file.with_name(file.name.replace("segue", "aside")))
            shutil.copyfile(path.with_name("aside.sqlite3"), path)
            holder.execute("COMMIT")
        with pytest.raises(Unavailable):
            waiting.result(10)
    with opened(sqlite_url.replace("segue.sqlite3", "aside.sqlite3")) as aside, aside.transaction() as old:
        assert covers(old) == ["before"]


def test_what_is_stored_is_seen_by_other_processes_when_ours_opens_a_file_twice(sqlite_url: str) -> None:
    count = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
    count += "print(*c.execute('SELECT COUNT(*) FROM covers').fetchone()); c.close()"
    command = [sys.executable, "-c", count, sqlite_url.removeprefix("sqlite:///")]
    seen = []
    with opened(sqlite_url) as database:
        for name in ("one", "two", "three"):
            with database.transaction(write=True) as connection:
                add_cover(connection, name)
            with opened(sqlite_url) as another, another.transaction() as connection:
                assert name in covers(connection)
            seen.append(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())
    assert seen == ["1", "2", "3"]


def test_a_file_that_is_no_database_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "segue.sqlite3").write_bytes(b"listening log, not a database" * 100)
    url = f"sqlite:///{tmp_path / 'segue.sqlite3'}"
    with opened(url) as database, pytest.raises(Unavailable), database.transaction():
        pass


def test_opening_connects_to_nothing() -> None:
    with opened("postgresql://127.0.0.1:9/name"):
        pass
