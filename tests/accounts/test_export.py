import json
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from db.database import Database
from db.snapshots import take_snapshot
from db.tables import metadata, users
from segue.accounts.export import FORMAT, PARTS, WITHHELD, write_export
from segue.accounts.users import User
from segue.base.ids import AccountId
from tests.accounts.holdings import HOLDERS, fill
from tests.accounts.people import NOON, make_user

NOON_SAID = NOON.isoformat()


def exported(database: Database, user_id: AccountId) -> dict[str, Any]:
    pieces: list[bytes] = []
    with database.transaction() as connection:
        take_snapshot(connection)
        write_export(connection, user_id, NOON, pieces.append)
    document: dict[str, Any] = json.loads(b"".join(pieces))
    return document


def filled(database: Database, name: str, n_rows: int = 1) -> User:
    somebody = make_user(database, name)
    with database.transaction(write=True) as connection:
        fill(connection, somebody.id, n_rows)
    return somebody


def test_every_table_that_says_whose_a_row_is_is_a_part() -> None:
    assert {part.table for part in PARTS} == {users, *HOLDERS}
    assert {table for table in metadata.sorted_tables if table not in {part.table for part in PARTS}} == {
        metadata.tables[name] for name in ("attempts", "erasures", "covers")
    }


def test_every_column_is_exported_or_withheld(database: Database) -> None:
    ana = filled(database, "Ana")
    document = exported(database, ana.id)
    for part in PARTS:
        found = document[part.name] if part.is_one else document[part.name][0]
        kept = {column.name for column in part.table.c if column not in WITHHELD}
        assert set(found) == kept - {"user_id"}
        assert all(value is not None for value in found.values())
    assert {f"{column.table.name}.{column.name}" for column in WITHHELD} == {
        "users.password_hash",
        "users.token_version",
        "users.taste_mark",
        "sessions.id",
        "sessions.generation",
        "impressions.id",
    }


def test_a_document_says_what_is_stored(database: Database) -> None:
    ana = filled(database, "Ana Ünal")
    document = exported(database, ana.id)
    assert (document["format"], document["exported_at"]) == (FORMAT, NOON_SAID)
    assert document["account"] == {
        "id": ana.id,
        "username": "Ana Ünal",
        "username_key": "ana ünal",
        "created_at": NOON_SAID,
        "is_admin": False,
    }
    assert document["preferences"] == {
        "discovery": 0.5,
        "explicit": True,
        "diversity": 0.5,
        "private": True,
    }
    (shown,) = document["impressions"]
    assert shown["song_ids"] == ["a"]
    assert document["sessions"] == [
        {"created_at": NOON_SAID, "refreshed_at": NOON_SAID, "expires_at": NOON_SAID}
    ]
    assert "not a hash" not in json.dumps(document)
    assert document["not_here"]


def test_a_new_account_has_empty_lists(database: Database) -> None:
    document = exported(database, make_user(database).id)
    assert document["preferences"] is None
    assert all(document[part.name] == [] for part in PARTS if not part.is_one)


def test_likes_that_were_taken_back_are_there(database: Database) -> None:
    ana = make_user(database)
    add = text("""
        INSERT INTO likes (user_id, song_id, liked, change_number, changed_at)
        VALUES (:user_id, :song_id, :liked, :number, '2026-03-01T12:00:00+00:00')
    """)
    rows = [{"song_id": "a", "liked": True, "number": 2}, {"song_id": "b", "liked": False, "number": 1}]
    with database.transaction(write=True) as connection:
        connection.execute(add, [row | {"user_id": ana.id} for row in rows])
    found = exported(database, ana.id)["likes"]
    assert [(like["song_id"], like["liked"]) for like in found] == [("b", False), ("a", True)]


def test_nothing_of_others_is_there(database: Database) -> None:
    ana, ben = filled(database, "Ana", 2), filled(database, "Ben", 3)
    document = exported(database, ana.id)
    assert {len(document[part.name]) for part in PARTS if not part.is_one} == {2}
    assert f"of {ben.id}" not in json.dumps(document)


def test_many_rows_come_in_pieces_and_all_come_once(database: Database) -> None:
    ana = filled(database, "Ana", 2500)
    pieces: list[bytes] = []
    with database.transaction() as connection:
        write_export(connection, ana.id, NOON, pieces.append)
    events = json.loads(b"".join(pieces))["feedback"]
    assert len({event["event_id"] for event in events}) == len(events) == 2500
    assert [event["event_id"] for event in events] == sorted(event["event_id"] for event in events)
    assert max(map(len, pieces)) < sum(map(len, pieces)) / 10


def test_a_document_is_of_one_moment(database: Database) -> None:
    ana = make_user(database)
    parts: list[bytes] = []

    def write(piece: bytes) -> None:
        if not parts:  # reading has begun: from here on nothing new is seen
            with database.transaction(write=True) as other:
                other.execute(text("UPDATE users SET created_at = :at"), {"at": NOON - timedelta(days=1)})
                fill(other, ana.id)
        parts.append(piece)

    with database.transaction() as connection:
        take_snapshot(connection)
        connection.execute(text("SELECT id FROM users")).all()
        write_export(connection, ana.id, NOON, write)
    document = json.loads(b"".join(parts))
    assert document["account"]["created_at"] == NOON_SAID
    assert all(document[part.name] == [] for part in PARTS if not part.is_one)
