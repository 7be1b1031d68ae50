from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from db.database import Database
from segue.accounts.blocks import block, blocks, unblock
from segue.accounts.stored import taste
from segue.accounts.taste import Block, BlockKind
from segue.accounts.tokens import Claims
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_user

SONG, ARTIST, GENRE = BlockKind
LATER = NOON + timedelta(days=30)


def put(database: Database, user_id: AccountId, wanted: Block, key: str, now: datetime = NOON) -> None:
    with database.transaction(write=True) as connection:
        block(connection, user_id, wanted, key, now)


def stored(database: Database, user_id: AccountId, now: datetime = NOON) -> list[Block]:
    with database.transaction() as connection:
        found = blocks(connection, user_id, now)
    assert list(taste(database, Claims(user_id, 0), now).blocks) == found
    return found


def test_blocks_stand_the_last_first_with_their_end(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    wanted = [Block(SONG, "a - b", None), Block(ARTIST, "Björk", LATER), Block(GENRE, "Jazz", None)]
    for hour, one in enumerate(wanted):
        put(database, ana.id, one, one.name.lower(), NOON + timedelta(hours=hour))
    assert stored(database, ana.id) == wanted[::-1]
    assert stored(database, ben.id) == []


def test_a_block_ends_at_its_moment(database: Database) -> None:
    ana = make_user(database)
    put(database, ana.id, Block(ARTIST, "Björk", LATER), "bjork")
    assert stored(database, ana.id, LATER - timedelta(seconds=1))
    assert not stored(database, ana.id, LATER)


def test_what_is_blocked_already_gets_the_new_end_and_spelling(database: Database) -> None:
    ana = make_user(database)
    put(database, ana.id, Block(ARTIST, "Björk", LATER), "bjork")
    put(database, ana.id, Block(ARTIST, "BJORK", None), "bjork")
    assert stored(database, ana.id) == [Block(ARTIST, "BJORK", None)]


def test_a_block_is_ended_by_kind_and_key(database: Database) -> None:
    ana = make_user(database)
    for kind in BlockKind:
        put(database, ana.id, Block(kind, "Air", None), "air")
    with database.transaction(write=True) as connection:
        unblock(connection, ana.id, ARTIST, ["air", "never blocked"])
    assert {one.kind for one in stored(database, ana.id)} == {SONG, GENRE}


def test_of_many_who_block_at_once_none_fails(database: Database) -> None:
    ana = make_user(database)
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda _: put(database, ana.id, Block(SONG, "a", None), "a"), range(30)))
    assert stored(database, ana.id) == [Block(SONG, "a", None)]
