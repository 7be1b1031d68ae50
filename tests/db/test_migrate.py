import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, make_url, text

from db.database import Database
from db.migrate import alembic_config, migrate
from db.tables import metadata
from segue.base.errors import DataError
from tests.services.databases import Postgres


@pytest.fixture
def empty_database(empty_database_url: str) -> Database:
    return Database(empty_database_url)


def tables(database: Database) -> set[str]:
    with database.transaction() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_the_steps_build_exactly_the_tables_of_the_code(database: Database) -> None:
    options = {"compare_type": True, "compare_server_default": True}
    with database.transaction() as connection:
        difference = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    assert difference == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    with database.transaction(write=True) as connection:
        connection.execute(
            text("INSERT INTO users VALUES (1, 'Ana', 'ana', 'hash', 0, '2026-01-01', FALSE, NULL)")
        )
    migrate(database)
    with database.transaction() as connection:
        assert connection.scalar(text("SELECT username FROM users")) == "Ana"


def test_threads_that_migrate_at_once_take_turns(empty_database_url: str) -> None:
    def from_a_process_of_its_own(_: int) -> None:
        database = Database(empty_database_url)
        migrate(database)
        database.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(from_a_process_of_its_own, range(4)))
    database = Database(empty_database_url)
    assert tables(database) == set(metadata.tables)
    database.close()


def test_processes_that_migrate_at_once_take_turns(empty_database_url: str) -> None:
    code = (
        "import sys; from db.database import Database; from db.migrate import migrate; "
        "migrate(Database(sys.argv[1]))"
    )
    root = Path(__file__).parents[2]
    processes = [
        subprocess.Popen([sys.executable, "-c", code, empty_database_url], cwd=root) for _ in range(2)
    ]
    assert [process.wait(30) for process in processes] == [0, 0]


def test_a_schema_newer_than_the_code_is_refused(database: Database) -> None:
    with database.transaction(write=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DataError, match="newer Segue"):
        migrate(database)


def test_a_step_that_fails_leaves_the_database_as_it_was(empty_database: Database) -> None:
    with empty_database.transaction(write=True) as connection:
        connection.execute(text("CREATE TABLE covers (something_else INTEGER)"))
    with pytest.raises(DataError, match=r"Step 0001 .*already exists"):
        migrate(empty_database)
    assert tables(empty_database) == {"covers"}
    empty_database.close()


def test_the_step_to_sessions_keeps_what_is_stored_up_and_down(empty_database: Database) -> None:
    statements = [
        "INSERT INTO users VALUES (7, 'Ana', 'ana', 'hash', 3, '2026-01-01')",
        "INSERT INTO preferences (user_id, discovery) VALUES (7, 0.5)",
        "INSERT INTO likes VALUES (7, 'a song', TRUE, 1, '2026-01-01')",
    ]
    with empty_database.transaction(write=True) as connection:
        command.upgrade(alembic_config(connection), "0002")
        for statement in statements:
            connection.execute(text(statement))
    done = migrate(empty_database)
    assert (done.before, done.after, done.steps) == ("0002", "0004", ("0003", "0004"))
    with empty_database.transaction() as connection:
        assert connection.execute(text("SELECT username, token_version, is_admin FROM users")).one() == (
            "Ana",
            3,
            False,
        )
        assert connection.execute(text("SELECT discovery, private FROM preferences")).one() == (0.5, False)
    with empty_database.transaction(write=True) as connection:
        connection.execute(text("UPDATE users SET is_admin = TRUE"))
        command.downgrade(alembic_config(connection), "0002")
        assert connection.execute(text("SELECT * FROM likes")).one()[:2] == (7, "a song")
    assert migrate(empty_database).steps == ("0003", "0004")
    with empty_database.transaction() as connection:
        assert connection.execute(text("SELECT id, is_admin FROM users")).one() == (7, False)
        assert connection.execute(text("SELECT user_id FROM preferences")).one() == (7,)
    empty_database.close()


def test_a_user_who_may_not_change_tables_is_told_who_may(postgres: Postgres) -> None:
    name, role = postgres.create(), f"reader_{uuid.uuid4().hex}"
    postgres._execute(f"CREATE ROLE {role} LOGIN")
    url = make_url(postgres.database_url(name)).set(username=role)
    reader = Database(url.render_as_string(hide_password=False))
    try:
        with pytest.raises(DataError, match=r"may not change tables. Run `python main.py migrate`"):
            migrate(reader)
    finally:
        reader.close()
        postgres.drop(name)
        postgres._execute(f"DROP ROLE {role}")


def test_every_step_can_be_taken_back(database: Database) -> None:
    with database.transaction(write=True) as connection:
        command.downgrade(alembic_config(connection), "base")
    assert tables(database) == set()
    migrate(database)
    assert tables(database) == set(metadata.tables)
