"""Empty databases for tests: each test has one to itself, a copy of a template that was migrated once.

Making a database on Postgres takes a hundred times as long as emptying one, so those are used again.
"""

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from db.database import Database
from db.migrate import migrate
from db.tables import metadata
from tests.services.postgres import server_url

_HANG_UP = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_COUNT_FROM_ONE = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
_TABLES = """
SELECT (SELECT array_agg((c.*)::text ORDER BY attrelid, attnum) FROM pg_attribute c WHERE attrelid >= 16384),
       (SELECT array_agg((c.*)::text ORDER BY oid) FROM pg_constraint c WHERE oid >= 16384),
       (SELECT array_agg((c.*)::text ORDER BY oid) FROM pg_trigger c WHERE oid >= 16384)
"""
"""Columns of tables and indexes, constraints, triggers: all that is not the server's own."""


@dataclass(frozen=True)
class Postgres:
    """The server of this run, and the template made on it by this process."""

    url: str

    def database_url(self, name: str) -> str:
        """The URL of one of its databases."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def create(self, *, template: str = "template0") -> str:
        """Make a database and return its name."""
        name = f"segue_test_{uuid.uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Delete a database, whoever is still connected."""
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def empty(self, name: str) -> None:
        """Make a migrated database as if it were new, whoever is still connected."""
        with self._connect(name) as connection:
            connection.execute(_HANG_UP)
            for table in reversed(metadata.sorted_tables):
                connection.execute(SQL("DELETE FROM {}").format(Identifier(table.name)))
            connection.execute(_COUNT_FROM_ONE)

    def tables(self, name: str) -> object:
        """What tells a database whose tables were changed, even if to the same, from one left as it was."""
        with self._connect(name) as connection:
            return connection.execute(_TABLES).fetchone()

    def _execute(self, statement: str) -> None:
        with self._connect(make_url(self.url).database) as connection:
            connection.execute(statement)

    def _connect(self, name: str | None) -> "psycopg.Connection[tuple[Any, ...]]":
        url = make_url(self.url).set(drivername="postgresql", database=name)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """A real Postgres server; a test that needs it fails, with the reason, when there is none."""
    return Postgres(server_url())


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> Iterator[str]:
    """The name of a migrated database to clone; nobody may stay connected to it."""
    name = postgres.create()
    _migrate(postgres.database_url(name))
    yield name
    postgres.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables: SQLite, then Postgres."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'segue.sqlite3'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create()
    yield postgres.database_url(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh, migrated SQLite database."""
    path = tmp_path / "segue.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def used_postgres(postgres: Postgres) -> Iterator[list[str]]:
    """The names of migrated databases that no test has at the moment: one, or none yet."""
    names: list[str] = []
    yield names
    for name in names:
        postgres.drop(name)


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str, used_postgres: list[str]) -> Iterator[str]:
    """The URL of an empty, migrated Postgres database; used again unless its tables are changed."""
    name = used_postgres.pop() if used_postgres else postgres.create(template=postgres_template)
    before = postgres.tables(name)
    yield postgres.database_url(name)
    if postgres.tables(name) == before:
        postgres.empty(name)
        used_postgres.append(name)
    else:
        postgres.drop(name)


@pytest.fixture
def new_postgres_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """The URL of a new, migrated Postgres database, as no test left it."""
    name = postgres.create(template=postgres_template)
    yield postgres.database_url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty, migrated database: SQLite, then Postgres."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database: SQLite, then Postgres."""
    opened = Database(database_url)
    yield opened
    opened.close()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()
