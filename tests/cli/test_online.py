"""`main.py report online`, from an API that was used to what a person reads."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from db.database import Database
from segue.accounts.feedback import Event, EventKind, store
from segue.base.errors import DataError
from segue.cli.report import report
from tests.accounts.people import make_user
from tests.accounts.shown import Shown, store_shown

NOW = datetime.now(UTC)


@pytest.fixture
def database(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("ARTIFACTS_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "250")
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def used(database: Database) -> Database:
    """Forty listeners; the new release is played by all of them, the old one by nobody."""
    for number in range(40):
        user_id = make_user(database, f"user{number}").id
        lists = [
            Shown(user_id, NOW - timedelta(days=days), release, "fresh-mix", ("a", "b"))
            for release, days in (("old", 20), ("new", 3))
        ]
        played = Event("1", EventKind.PLAY, "b", NOW - timedelta(days=2.5))
        with database.transaction(write=True) as connection:
            store_shown(connection, lists)
            store(connection, user_id, [played], NOW)
    return database


def ask(*words: str) -> Result:
    return CliRunner().invoke(report, ["online", *words], catch_exceptions=False, standalone_mode=False)


@pytest.mark.usefixtures("used")
def test_tables_say_how_each_release_was_received() -> None:
    said = ask()
    assert "new, shown" in said.stdout
    assert said.stdout.index("new, shown") < said.stdout.index("old, shown")
    assert "50.0 [" in said.stdout
    assert "Not shown at the same time: old and new" in said.stderr
    assert "the last event is of" in said.stderr


@pytest.mark.usefixtures("used")
def test_json_holds_a_release_that_was_asked_for_and_a_time() -> None:
    given = json.loads(ask("--json", "--release", "new").stdout)
    (new,) = given["releases"]
    assert (new["release"], new["received"][0]["play"]["value"]) == ("new", 0.5)
    since, until = ((NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M") for days in (22, 10))
    (old,) = json.loads(ask("--json", "--since", since, "--until", until).stdout)["releases"]
    assert old["release"] == "old"
    assert json.loads(ask("--json", "--days", "1").stdout)["releases"] == []


@pytest.mark.usefixtures("used")
def test_a_short_window_credits_less() -> None:
    (new,) = json.loads(ask("--json", "--window", "1", "--release", "new").stdout)["releases"]
    assert new["received"][0]["play"]["value"] == 0


@pytest.mark.usefixtures("used")
def test_a_page_is_written_whole(tmp_path: Path) -> None:
    page = tmp_path / "online.html"
    assert page.as_uri() in ask("--html", str(page)).stderr
    assert page.read_text().startswith("<!doctype html>")


@pytest.mark.usefixtures("used")
def test_on_a_narrow_terminal_a_release_takes_few_tables_and_its_title_stands_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = ask("--release", "new").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert sum("┏" in line for line in lines) <= 5
    assert sum("new, shown" in line for line in lines) == 1


@pytest.mark.usefixtures("used")
def test_a_release_that_was_not_shown_is_named() -> None:
    assert "note: newer was not shown in this time" in ask("--release", "newer").stderr


@pytest.mark.usefixtures("database")
def test_few_listeners_have_a_star_that_is_explained(database: Database) -> None:
    user_id = make_user(database, "ana").id
    with database.transaction(write=True) as connection:
        store_shown(connection, [Shown(user_id, NOW, "new", "fresh-mix", ("a",))])
    said = ask()
    assert "│ all *" in said.stdout
    assert "* fewer than 30 listeners" in said.stderr


def test_a_missing_folder_or_database_is_told_and_none_is_made(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del database
    with pytest.raises(DataError, match=r"no folder for .*online\.html; make it first"):
        ask("--html", str(tmp_path / "nowhere" / "online.html"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/mistyped.sqlite3")
    with pytest.raises(DataError, match=r"no database mistyped\.sqlite3 yet: is DATABASE_URL right"):
        ask()
    assert not (tmp_path / "mistyped.sqlite3").exists()


@pytest.mark.usefixtures("database")
def test_nothing_shown_is_said() -> None:
    assert "Nothing was shown" in ask().stderr


@pytest.mark.usefixtures("database")
def test_words_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(click.UsageError, match="give one of them"):
        ask("--days", "3", "--since", "2026-01-01")
    with pytest.raises(click.UsageError, match="not before"):
        ask("--since", "2026-01-02", "--until", "2026-01-01")
