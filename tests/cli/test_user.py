"""`main.py user` as an operator runs it."""

import asyncio
import json
import logging
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, insert, select

from db.database import Database
from db.tables import attempts
from main import main
from segue.accounts.attempts import NAME, AttemptKeys
from segue.accounts.authentication import sign_in
from segue.accounts.passwords import Passwords
from segue.accounts.users import find_credentials
from segue.base.errors import BadRequest, ClientError, Conflict, NotFound
from tests.accounts.people import NOON, make_session, make_user
from tests.cli.conftest import ROOT
from tests.web.conftest import Logged, logging_kept

NEW = "a staple of good taste"

Run = Callable[..., Result]


@pytest.fixture
def ana(database: Database) -> Database:
    """A database in which Ana has an account."""
    make_user(database)
    return database


@pytest.fixture
def logged() -> Iterator[Logged]:
    """What is logged, in the place of standard error."""
    with logging_kept():
        logger, logged = logging.getLogger("segue"), Logged()
        logger.handlers = [logged]
        yield logged


@pytest.fixture
def run(ana: Database, logged: Logged, database_url: str, tmp_path: Path) -> Run:  # noqa: ARG001 - in their order
    environment = {"DATABASE_URL": database_url, "ARTIFACTS_DIR": str(tmp_path)}

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, ["user", *words], input=typed, env=environment)

    return run


def printed(result: Result) -> Any:
    assert result.exception is None, result.output
    return json.loads(result.stdout)


def signs_in(database: Database, password: str) -> bool:
    passwords = Passwords()
    try:
        asyncio.run(sign_in(database, passwords, "Ana", password, lasts=timedelta(days=1), now=NOON))
    except BadRequest:
        return False
    finally:
        passwords.close()
    return True


def test_administrators_are_made_listed_and_unmade(run: Run) -> None:
    made = printed(run("grant-admin", "ANA", "--json"))
    assert (made["user"]["username"], made["changed"]) == ("Ana", True)
    assert "nothing was changed" in run("grant-admin", "ana").stderr
    (listed,) = printed(run("list", "--admins", "--json"))["users"]
    assert listed["id"] == made["user"]["id"]
    assert "Ana" in run("list").stdout
    assert isinstance(run("revoke-admin", "ana").exception, Conflict)
    assert "is no administrator" in run("revoke-admin", "ana", "--force").stderr
    assert printed(run("list", "--admins", "--json"))["users"] == []


def test_each_change_is_logged_by_number_and_never_by_name(run: Run, logged: Logged) -> None:
    number = printed(run("grant-admin", "ana", "--json"))["user"]["id"]
    run("set-password", "ana", typed=f"{NEW}\n")
    run("delete", "ana", "--yes", "--force")
    told = [(record.getMessage(), vars(record)["fields"]) for record in logged.records]
    who = {"user_id": number}
    assert told == [("administrator made", who), ("password reset", who), ("account deleted", who)]


def test_a_password_is_set_from_standard_input_and_ends_all_sessions(run: Run, ana: Database) -> None:
    with ana.transaction() as connection:
        credentials = find_credentials(connection, "ana")
    assert credentials is not None
    make_session(ana, credentials.user)
    assert "signed out everywhere" in run("set-password", "ana", typed=f"{NEW}\n").stderr
    assert signs_in(ana, NEW)
    with ana.transaction() as connection:
        after = find_credentials(connection, "ana")
    assert after is not None
    assert after.user.token_version == credentials.user.token_version + 1


@pytest.mark.parametrize("typed", ["short\n", "password123\n", "ana ana ana\n", "\n"])
def test_a_password_that_is_none_is_refused(run: Run, typed: str) -> None:
    refused = run("set-password", "ana", typed=typed)
    assert isinstance(refused.exception, ClientError)
    assert typed.strip() == "" or typed.strip() not in refused.stderr


def test_at_a_terminal_it_is_asked_for_and_not_shown(
    at_a_terminal: tuple[dict[str, str], Database],
) -> None:
    environment, database = at_a_terminal
    words = [sys.executable, str(ROOT / "main.py"), "user", "set-password", "ana"]
    program = f"import pty, sys; sys.exit(pty.spawn({words!r}) >> 8)"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        shown = b""
        for _ in range(2):  # and once more, to be sure of it
            while not shown.endswith((b"password: ", b"confirmation: ")):
                shown += process.stdout.read(1)
            process.stdin.write(f"{NEW}\n".encode())
            process.stdin.flush()
            shown += b"|"
        shown += process.stdout.read()
    assert process.returncode == 0, shown
    assert NEW.encode() not in shown
    assert signs_in(database, NEW)


@pytest.fixture
def at_a_terminal(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[dict[str, str], Database]]:
    database = Database(sqlite_url)
    make_user(database)
    yield os.environ | {"DATABASE_URL": sqlite_url, "ARTIFACTS_DIR": str(tmp_path)}, database
    database.close()


def test_an_account_is_deleted_once_that_is_confirmed(run: Run, ana: Database) -> None:
    assert run("delete", "ana", typed="n\n").exit_code == 1
    run("grant-admin", "ana")
    assert isinstance(run("delete", "ana", "--yes").exception, Conflict)
    run("revoke-admin", "ana", "--force")
    gone = printed(run("delete", "ana", "--yes", "--json"))
    assert (gone["deleted"], gone["releases"], gone["unread"]) == (True, [], [])
    assert not gone["attempts_deleted"]
    with ana.transaction() as connection:
        assert find_credentials(connection, "ana") is None
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM erasures").scalar() == 1


def test_with_the_key_of_the_api_counts_of_sign_ins_go_too(
    run: Run, ana: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = secrets.token_hex(32)
    monkeypatch.setenv("API_SECRET_KEY", key)
    keys, now = AttemptKeys(key), datetime.now(UTC)
    with ana.transaction(write=True) as connection:
        connection.execute(
            insert(attempts), {"scope": NAME, "key": keys.name("Ana"), "failures": 3, "last_at": now}
        )
    assert printed(run("delete", "ana", "--yes", "--json"))["attempts_deleted"]
    with ana.transaction() as connection:
        assert connection.scalar(select(func.count()).select_from(attempts)) == 0


@pytest.mark.parametrize("words", [["grant-admin"], ["revoke-admin"], ["set-password"], ["delete", "--yes"]])
def test_a_name_that_nobody_has_is_refused(run: Run, words: list[str]) -> None:
    refused = run(*words, "carla").exception
    assert isinstance(refused, NotFound)
    assert refused.exit_code == 2
