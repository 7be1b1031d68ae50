import pytest
from sqlalchemy import event, text

from db.database import Database
from segue.accounts.likes import likes, toggle
from segue.accounts.seeds import store_seeds_once, stored_seeds
from segue.accounts.taste import Mark, Taste, state_of, taste
from segue.accounts.tokens import Claims
from segue.base.errors import Unauthorized
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_user


def marks(*song_ids: str) -> tuple[Mark, ...]:
    return tuple(Mark(song_id, NOON.date()) for song_id in song_ids)


def test_a_new_account_has_no_taste_yet(database: Database) -> None:
    ana = make_user(database)
    with database.transaction() as connection:
        assert taste(connection, Claims(ana.id, 0), NOON) == Taste()


def test_taste_is_what_seeds_and_likes_say_in_their_order(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    with database.transaction(write=True) as connection:
        store_seeds_once(connection, ana.id, ["s2", "s1", "s3"], NOON)
        store_seeds_once(connection, ben.id, ["other"], NOON)
        for song in ["l2", "l3", "off", "l1", "off"]:
            toggle(connection, ana.id, song, NOON)
        seen = taste(connection, Claims(ana.id, 0), NOON)
        assert seen == Taste(seeds=marks("s2", "s1", "s3"), likes=marks("l1", "l3", "l2"))
        assert [mark.song_id for mark in seen.seeds] == stored_seeds(connection, ana.id)
        assert [mark.song_id for mark in seen.likes] == likes(connection, ana.id)


def test_taste_takes_one_round_trip(database: Database) -> None:
    ana = make_user(database)
    with database.transaction() as connection:
        statements: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *details: statements.append(details[2]))
        taste(connection, Claims(ana.id, 0), NOON)
    assert len(statements) == 1


def test_a_token_its_account_does_not_stand_by_has_no_taste(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        store_seeds_once(connection, ana.id, ["s"], NOON)
        connection.execute(text("UPDATE users SET token_version = 2"))
    for claims in (Claims(ana.id, 1), Claims(ana.id, 3), Claims(AccountId(ana.id + 1), 2)):
        with database.transaction() as connection, pytest.raises(Unauthorized):
            taste(connection, claims, NOON)


def test_the_state_is_that_of_the_encoded_taste_and_moves_with_it() -> None:
    one, other = Taste(likes=marks("s1", "s2")), Taste(likes=marks("s2", "s1"))
    assert one.state == Taste(likes=marks("s1", "s2")).state == state_of(one.encoded)
    assert len({one.state, other.state, Taste().state}) == 3
