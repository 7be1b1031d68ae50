"""The database renews the mark of a taste with every change of it, whoever makes it."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.database import Database
from db.tables import metadata
from segue.accounts.stored import _TASTE
from tests.accounts.people import make_user

ROWS = {
    "seeds": "(user_id, position, song_id, created_at) VALUES (:user_id, 0, 's', CURRENT_TIMESTAMP)",
    "likes": "(user_id, song_id, liked, change_number, changed_at)"
    " VALUES (:user_id, 's', TRUE, 1, CURRENT_TIMESTAMP)",
    "heard": "(user_id, song_id, plays, skips, heard_at) VALUES (:user_id, 's', 1, 0, CURRENT_TIMESTAMP)",
    "dislikes": "(user_id, song_id, disliked_at) VALUES (:user_id, 's', CURRENT_TIMESTAMP)",
    "blocks": "(user_id, kind, key, name, blocked_at) VALUES (:user_id, 'song', 's', 's', CURRENT_TIMESTAMP)",
    "preferences": "(user_id) VALUES (:user_id)",
}
"""A row of each table, as anybody may store it."""


def insert(table: str) -> str:
    return f"INSERT INTO {table} {ROWS[table]}"


def change(database: Database, user_id: int, *statements: str) -> None:
    """In one transaction."""
    with database.transaction(write=True) as connection:
        for statement in statements:
            connection.execute(text(statement), {"user_id": user_id})


def marks(database: Database) -> list[int]:
    with database.transaction() as connection:
        return list(connection.scalars(text("SELECT taste_mark FROM users ORDER BY id")))


@pytest.fixture
def users(database: Database) -> list[int]:
    return [make_user(database, name).id for name in ("ana", "ben")]


@pytest.mark.parametrize("table", ROWS)
def test_every_change_of_a_row_renews_the_mark_of_whose_it_is(
    database: Database, users: list[int], table: str
) -> None:
    seen = {*marks(database)}
    for statement in (
        insert(table),
        f"UPDATE {table} SET user_id = user_id WHERE user_id = :user_id",  # noqa: S608
        f"DELETE FROM {table} WHERE user_id = :user_id",  # noqa: S608
    ):
        for place, user_id in enumerate(users):
            before = marks(database)
            change(database, user_id, statement)
            after = marks(database)
            assert after[place] != before[place]
            assert after[1 - place] == before[1 - place]
            seen.update(after)
    assert len(seen) == 2 + 3 * 2


@pytest.mark.parametrize("table", ROWS)
def test_rows_that_move_to_another_account_renew_both(
    database: Database, users: list[int], table: str
) -> None:
    change(database, users[0], insert(table))
    before = marks(database)
    change(database, users[1], f"UPDATE {table} SET user_id = :user_id")  # noqa: S608
    assert not set(marks(database)) & set(before)


def test_all_that_a_taste_is_read_from_is_tried_here() -> None:
    read = {name for name in metadata.tables if re.search(rf"\b(FROM|JOIN) {name}\b", _TASTE.sqlite)}
    assert read - {"users", "sessions"} == ROWS.keys()


def test_changes_of_two_accounts_in_one_transaction_renew_both(database: Database, users: list[int]) -> None:
    seen = {*marks(database)}
    for table in ("likes", "dislikes"):
        with database.transaction(write=True) as connection:
            for user_id in (*users, *users):
                connection.execute(text(f"{insert(table)} ON CONFLICT DO NOTHING"), {"user_id": user_id})
        seen.update(marks(database))
    assert len(seen) == 3 * 2


def test_what_is_rolled_back_renews_nothing_and_what_comes_after_does(
    database: Database, users: list[int]
) -> None:
    before = marks(database)
    with pytest.raises(IntegrityError):
        change(database, users[0], insert("likes"), insert("likes"))
    assert marks(database) == before
    with database.transaction(write=True) as connection:
        taken_back = connection.begin_nested()
        connection.execute(text(insert("likes")), {"user_id": users[0]})
        taken_back.rollback()
        connection.execute(text(insert("dislikes")), {"user_id": users[0]})
    assert marks(database)[0] != before[0]


def test_an_account_is_deleted_with_all_of_it(database: Database, users: list[int]) -> None:
    change(database, users[0], *map(insert, ROWS))
    before = marks(database)
    change(database, users[0], "DELETE FROM users WHERE id = :user_id")
    assert marks(database) == before[1:]
