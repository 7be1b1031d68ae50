from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import text

from db.database import Database
from segue.accounts.likes import end_likes, like, likes, toggle, unlike
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_user


def press(database: Database, user_id: AccountId, song_id: str, now: datetime = NOON) -> bool:
    with database.transaction(write=True) as connection:
        return toggle(connection, user_id, song_id, now)


def liked(database: Database, user_id: AccountId) -> list[str]:
    with database.transaction() as connection:
        return likes(connection, user_id)


def test_a_heart_goes_on_and_off_and_on(database: Database) -> None:
    ana = make_user(database)
    assert [press(database, ana.id, "Pärt - Für Alina") for _ in range(3)] == [True, False, True]
    assert liked(database, ana.id) == ["Pärt - Für Alina"]


def test_an_account_without_likes_has_an_empty_list(database: Database) -> None:
    ana = make_user(database)
    assert liked(database, ana.id) == []
    press(database, ana.id, "a")
    press(database, ana.id, "a")
    assert liked(database, ana.id) == []


def test_the_song_liked_last_comes_first_even_if_the_clock_stands_or_goes_back(database: Database) -> None:
    ana = make_user(database)
    for song, hours in [("b", 0), ("a", 0), ("d", -5), ("c", 1)]:
        press(database, ana.id, song, NOON + timedelta(hours=hours))
    assert liked(database, ana.id) == ["c", "d", "a", "b"]
    press(database, ana.id, "b")
    press(database, ana.id, "b")
    assert liked(database, ana.id) == ["b", "c", "d", "a"]


def test_likes_belong_to_one_account(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    press(database, ana.id, "a")
    assert press(database, ben.id, "a")
    assert not press(database, ben.id, "a")
    assert liked(database, ana.id) == ["a"]


def test_likes_go_with_the_account(database: Database) -> None:
    ana = make_user(database)
    press(database, ana.id, "a")
    with database.transaction(write=True) as connection:
        connection.execute(text("DELETE FROM users"))
        assert connection.scalar(text("SELECT count(*) FROM likes")) == 0


def test_no_toggle_of_hundreds_at_once_is_lost(database: Database) -> None:
    ana = make_user(database)
    presses = ["a"] * 101 + ["b"] * 100 + ["c"] * 51
    with ThreadPoolExecutor(5) as threads:
        states = list(threads.map(lambda song: (song, press(database, ana.id, song)), presses))
    # each song alternates, whoever presses: one more on than off for an odd number of presses
    assert [states.count((song, True)) for song in "abc"] == [51, 50, 26]
    assert [states.count((song, False)) for song in "abc"] == [50, 50, 25]
    assert sorted(liked(database, ana.id)) == ["a", "c"]


def test_a_song_liked_again_keeps_its_place_and_its_age(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        for day, song in enumerate("abca"):
            like(connection, ana.id, song, NOON + timedelta(days=day))
        assert likes(connection, ana.id) == ["c", "b", "a"]
        changed = connection.scalar(text("SELECT count(*) FROM likes WHERE changed_at > '2026-03-04'"))
    assert changed == 0


def test_a_like_taken_back_and_given_again_is_new(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        for song in "ab":
            like(connection, ana.id, song, NOON)
        for _ in range(2):
            unlike(connection, ana.id, ["a", "never liked"], NOON - timedelta(hours=1))
            assert likes(connection, ana.id) == ["b"]
        like(connection, ana.id, "a", NOON)
        assert likes(connection, ana.id) == ["a", "b"]


def test_only_likes_given_before_a_moment_end_at_it(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        like(connection, ana.id, "a", NOON)
        like(connection, ana.id, "b", NOON)
        end_likes(connection, ana.id, {"a": NOON + timedelta(hours=1), "b": NOON - timedelta(hours=1)})
        end_likes(connection, ana.id, {})
        assert likes(connection, ana.id) == ["b"]


def test_likes_of_one_song_at_once_are_one_like(database: Database) -> None:
    ana = make_user(database)

    def press_down(number: int) -> None:
        with database.transaction(write=True) as connection:
            if number % 3:
                like(connection, ana.id, "a", NOON)
            else:
                unlike(connection, ana.id, ["a"], NOON)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(press_down, range(60)))
    assert liked(database, ana.id) in (["a"], [])
