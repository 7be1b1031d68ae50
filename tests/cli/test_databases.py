"""`migrate`, `backup` and `restore` as an operator runs them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from segue.cli.databases import was_never_made
from tests.cli.conftest import Shell


def test_a_database_is_made_copied_and_put_back(small_shell: Shell) -> None:
    small_shell.artifacts.mkdir()
    assert "went from step none to" in small_shell.ok("migrate", anew=True).stderr
    again = json.loads(small_shell.ok("migrate", "--json").stdout)
    assert (again["before"], again["steps"]) == (again["after"], [])
    made = json.loads(small_shell.ok("backup", "--json", anew=True).stdout)
    assert made["file"].startswith(str(small_shell.artifacts / "segue-20"))
    refused = small_shell.run("backup", made["file"])
    assert (refused.returncode, "exists already" in refused.stderr) == (2, True)
    lost = small_shell.run("backup", f"{small_shell.folder}/nowhere/")
    assert (lost.returncode, "make it first" in lost.stderr) == (2, True)
    assert not (small_shell.folder / "nowhere").exists()
    restored = json.loads(small_shell.ok("restore", made["file"], "--json", anew=True).stdout)
    assert (restored["accounts"], restored["erased_again"], restored["to"]) == (0, 0, again["after"])
    with closing(sqlite3.connect(small_shell.artifacts / "segue.sqlite3")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = small_shell.run("migrate")
    assert (newer.returncode, newer.stderr.count("\n")) == (2, 1)
    assert "newer Segue" in newer.stderr


def test_on_postgres_both_name_its_own_programs(small_shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ana:hunter2@nowhere/segue")
    for words, instead in ((["backup"], "pg_dump"), (["restore", "x"], "pg_restore")):
        refused = small_shell.run(*words)
        assert (refused.returncode, instead in refused.stderr) == (2, True)
        assert "hunter2" not in refused.stderr


def test_only_the_default_database_may_not_have_been_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARTIFACTS_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert was_never_made()
    for named in (
        "no database URL",
        f"sqlite:///{tmp_path}/other.sqlite3",
    ):  # whoever opens it says what is wrong
        monkeypatch.setenv("DATABASE_URL", named)
        assert not was_never_made()
    monkeypatch.delenv("DATABASE_URL")
    (tmp_path / "segue.sqlite3").touch()
    assert not was_never_made()
