from datetime import timedelta

from db.database import Database
from segue.accounts.dislikes import dislike, dislikes, end_dislike
from segue.accounts.likes import like, likes, toggle
from tests.accounts.people import NOON, make_user


def test_disliked_songs_stand_once_the_last_first(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    with database.transaction(write=True) as connection:
        dislike(connection, ana.id, {"a": NOON, "b": NOON + timedelta(hours=1)})
        dislike(connection, ana.id, {"a": NOON + timedelta(hours=2), "b": NOON})
        assert dislikes(connection, ana.id) == ["a", "b"]
        assert dislikes(connection, ben.id) == []


def test_a_dislike_is_taken_back(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        dislike(connection, ana.id, {"a": NOON, "b": NOON})
        for _ in range(2):
            end_dislike(connection, ana.id, "a", "never disliked")
            assert dislikes(connection, ana.id) == ["b"]


def test_a_like_ends_a_dislike(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        dislike(connection, ana.id, {"a": NOON, "b": NOON, "c": NOON})
        like(connection, ana.id, "a", NOON)
        toggle(connection, ana.id, "b", NOON)
        assert dislikes(connection, ana.id) == ["c"]
        assert sorted(likes(connection, ana.id)) == ["a", "b"]
        toggle(connection, ana.id, "b", NOON)
        assert dislikes(connection, ana.id) == ["c"]
