"""Fresh databases for tests: each test gets its own, a copy of a template that was migrated once."""

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from db.database import Database
from db.migrate import migrate
from tests.services.postgres import server_url


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

    def _execute(self, statement: str) -> None:
        plain = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)


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


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """The URL of a fresh, migrated Postgres database."""
    name = postgres.create(template=postgres_template)
    yield postgres.database_url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, migrated database: SQLite, then Postgres."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database: SQLite, then Postgres."""
    opened = Database(database_url)
    yield opened
    opened.close()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()
