from datetime import timedelta

from db.database import Database
from segue.accounts.blocks import block
from segue.accounts.likes import like, unlike
from segue.accounts.person import Counts, Person, person
from segue.accounts.preferences import store_preferences
from segue.accounts.taste import Block, BlockKind, Preferences
from segue.base.ids import AccountId
from tests.accounts.holdings import fill
from tests.accounts.people import NOON, make_user

NOTHING = Counts(seeds=0, likes=0, dislikes=0, blocks=0, feedback=0, sessions=0)


def seen(database: Database, user_id: AccountId) -> Person:
    with database.transaction() as connection:
        return person(connection, user_id, NOON)


def test_a_new_account_has_nothing(database: Database) -> None:
    ana = make_user(database, "Ana Ünal")
    assert seen(database, ana.id) == Person("Ana Ünal", NOON, is_admin=False, private=False, counts=NOTHING)


def test_each_kind_is_counted_for_one_account(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    with database.transaction(write=True) as connection:
        fill(connection, ben.id, 4)
        fill(connection, ana.id, 2)
    # blocks and sessions that ended by noon do not count
    assert seen(database, ana.id).counts == Counts(2, 2, 2, 0, 2, 0)
    assert seen(database, ana.id).private


def test_what_was_taken_back_does_not_count(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        for song in "ab":
            like(connection, ana.id, song, NOON)
        unlike(connection, ana.id, ["a"], NOON)
        for name, until in (("a", None), ("b", NOON + timedelta(days=1)), ("c", NOON)):
            block(connection, ana.id, Block(BlockKind.SONG, name, until), name, NOON)
        store_preferences(connection, ana.id, Preferences(private=False))
    assert seen(database, ana.id).counts == Counts(0, 1, 0, 2, 0, 0)
    assert not seen(database, ana.id).private
