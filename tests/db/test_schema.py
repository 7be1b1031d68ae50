"""Tables that were dropped or altered are an outage, told once; a mistake of ours is not."""

import logging

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db import schema
from db.database import Database
from segue.base.errors import Unavailable


def likes(connection: Connection) -> int:
    number: int = connection.execute(text("SELECT count(*) FROM likes WHERE liked")).scalar_one()
    return number


def change(database: Database, statement: str) -> None:
    with database.transaction(write=True) as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("alter", "mend"),
    [
        ("ALTER TABLE likes RENAME TO hearts", "ALTER TABLE hearts RENAME TO likes"),
        ("ALTER TABLE likes RENAME COLUMN liked TO yes", "ALTER TABLE likes RENAME COLUMN yes TO liked"),
    ],
)
def test_it_is_logged_once_as_an_error_and_ends_when_it_is_mended(
    database: Database,
    alter: str,
    mend: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(schema, "BELIEVED_SECONDS", 0)
    with caplog.at_level(logging.ERROR):
        change(database, alter)
        for _ in range(3):
            with pytest.raises(Unavailable), database.transaction() as connection:
                likes(connection)
        (told,) = caplog.messages
        assert "main.py migrate" in told
        change(database, mend)
        with database.transaction() as connection:
            assert likes(connection) == 0
            schema.check_tables(connection)


def test_a_mistake_in_a_statement_stays_one(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(DBAPIError), database.transaction() as connection:
        connection.execute(text("SELECT songs FROM likes"))
    assert not caplog.messages
