from concurrent.futures import ThreadPoolExecutor

from db.database import Database
from segue.accounts.seeds import forget_seeds, replace_seeds, store_seeds_once
from segue.accounts.stored import taste
from segue.accounts.tokens import Claims
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_user


def seeds_of(database: Database, user_id: AccountId) -> list[str]:
    return [mark.song_id for mark in taste(database, Claims(user_id, 0), NOON).seeds]


def store(database: Database, user_id: AccountId, *song_ids: str) -> bool:
    with database.transaction(write=True) as connection:
        return store_seeds_once(connection, user_id, song_ids, NOON)


def test_an_account_that_has_named_none_has_none(database: Database) -> None:
    ana = make_user(database)
    assert seeds_of(database, ana.id) == []
    assert not store(database, ana.id)
    assert seeds_of(database, ana.id) == []


def test_seeds_keep_their_order_and_stand_once_each(database: Database) -> None:
    ana = make_user(database)
    songs = [f"Björk - Track {number}" for number in (5, 3, 9, 1)]
    assert store(database, ana.id, *songs, songs[1])
    assert seeds_of(database, ana.id) == songs


def test_the_first_seeds_stay(database: Database) -> None:
    ana = make_user(database)
    assert store(database, ana.id, "a")
    assert not store(database, ana.id, "b", "c")
    assert seeds_of(database, ana.id) == ["a"]


def test_seeds_belong_to_one_account(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    store(database, ana.id, "a", "b")
    assert seeds_of(database, ben.id) == []


def test_five_hundred_seeds_are_stored(database: Database) -> None:
    ana = make_user(database)
    songs = [str(number) for number in range(500)]
    assert store(database, ana.id, *songs)
    assert seeds_of(database, ana.id) == songs


def test_of_many_at_once_one_stores_its_seeds_whole(database: Database) -> None:
    ana = make_user(database)
    wishes = [[f"{number}-{place}" for place in range(number + 1)] for number in range(20)]
    with ThreadPoolExecutor(5) as threads:
        outcomes = list(threads.map(lambda songs: store(database, ana.id, *songs), wishes))
    assert outcomes.count(True) == 1
    assert seeds_of(database, ana.id) == wishes[outcomes.index(True)]


def replace(database: Database, user_id: AccountId, *song_ids: str) -> None:
    with database.transaction(write=True) as connection:
        replace_seeds(connection, user_id, song_ids, NOON)


def forget(database: Database, user_id: AccountId) -> None:
    with database.transaction(write=True) as connection:
        forget_seeds(connection, user_id)


def test_seeds_are_replaced_by_more_or_by_fewer(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    store(database, ben.id, "x")
    for wanted in (["a"], ["c", "b", "a"], ["b", "d"]):
        replace(database, ana.id, *wanted, wanted[0])
        assert seeds_of(database, ana.id) == wanted
    assert seeds_of(database, ben.id) == ["x"]


def test_seeds_forgotten_may_be_stored_again(database: Database) -> None:
    ana = make_user(database)
    store(database, ana.id, "a", "b")
    for _ in range(2):
        forget(database, ana.id)
        assert seeds_of(database, ana.id) == []
    assert store(database, ana.id, "c")


def test_of_many_who_replace_and_forget_at_once_one_has_its_way_whole(database: Database) -> None:
    ana = make_user(database)
    wishes = [[f"{number}-{place}" for place in range(number % 5 + 1)] for number in range(40)]

    def change(number: int) -> None:
        if number % 4:
            replace(database, ana.id, *wishes[number])
        else:
            forget(database, ana.id)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(change, range(40)))
    assert seeds_of(database, ana.id) in [[], *wishes]
