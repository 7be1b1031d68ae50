from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from segue.accounts.dislikes import dislikes
from segue.accounts.feedback import Event, EventKind, store
from segue.accounts.likes import like, likes
from segue.accounts.stored import MOST_HEARD, taste
from segue.accounts.taste import Heard
from segue.accounts.tokens import Claims
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_user

PLAY, SKIP, DISLIKE = EventKind


def event(
    event_id: str, kind: EventKind = PLAY, song_id: str = "AC/DC - T.N.T.", days_ago: float = 0
) -> Event:
    return Event(event_id, kind, song_id, NOON - timedelta(days=days_ago), 1000 if kind is PLAY else None)


def send(database: Database, user_id: AccountId, *events: Event, now: datetime = NOON) -> int:
    with database.transaction(write=True) as connection:
        return store(connection, user_id, events, now)


def heard(database: Database, user_id: AccountId) -> tuple[Heard, ...]:
    return taste(database, Claims(user_id, 0), NOON).heard


def test_plays_and_skips_add_up_by_song_the_one_heard_last_first(database: Database) -> None:
    ana = make_user(database)
    sent = [
        event("1", PLAY, "a", 3),
        event("2", PLAY, "a", 9),
        event("3", SKIP, "a", 5),
        event("4", SKIP, "b", 1),
    ]
    assert send(database, ana.id, *sent) == 4
    day = NOON.date()
    a = Heard("a", 2, 1, day - timedelta(days=3), day - timedelta(days=5))
    b = Heard("b", 0, 1, None, day - timedelta(days=1))
    assert heard(database, ana.id) == (b, a)
    assert send(database, ana.id, event("5", PLAY, "a", 20), event("6", SKIP, "a")) == 2
    assert heard(database, ana.id) == (Heard("a", 3, 2, a.played_on, day), b)


def test_an_event_counts_once_however_often_it_is_sent(database: Database) -> None:
    ana = make_user(database)
    assert send(database, ana.id, event("1"), event("1"), event("2"), event("1")) == 2
    assert send(database, ana.id, event("2"), event("3"), event("1", SKIP)) == 1
    assert send(database, ana.id, event("2")) == 0
    (song,) = heard(database, ana.id)
    assert (song.plays, song.skips) == (3, 0)


def test_events_of_one_id_belong_to_different_accounts(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    assert [send(database, user.id, event("1")) for user in (ana, ben)] == [1, 1]


def test_a_batch_without_events_stores_nothing(database: Database) -> None:
    ana = make_user(database)
    assert send(database, ana.id) == 0


def test_events_are_kept_as_they_were_sent(database: Database) -> None:
    ana = make_user(database)
    send(database, ana.id, event("1", PLAY, "a", 2), event("2", DISLIKE, "b"))
    with database.transaction() as connection:
        kept = connection.execute(text("SELECT * FROM feedback ORDER BY event_id")).all()
    assert [(row.event_id, row.kind, row.song_id, row.played_ms) for row in kept] == [
        ("1", "play", "a", 1000),
        ("2", "dislike", "b", None),
    ]


def test_of_many_who_send_the_same_at_once_each_event_is_counted_by_one(database: Database) -> None:
    ana = make_user(database)
    events = [event(str(number), PLAY, f"song {number % 7}") for number in range(60)]

    def some(start: int) -> int:
        # overlapping, and each in another order
        mine = [events[(start * 7 + step * 11) % 60] for step in range(40)]
        return send(database, ana.id, *mine, event(f"d{start % 3}", DISLIKE, f"song {start % 7}"))

    with ThreadPoolExecutor(5) as threads:
        counted = sum(threads.map(some, range(20)))
    with database.transaction() as connection:
        n_kept = connection.scalar(text("SELECT count(*) FROM feedback"))
    assert counted == n_kept
    assert sum(song.plays for song in heard(database, ana.id)) == n_kept - 3


def test_a_dislike_ends_a_like_given_before_it_and_no_later_one(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        like(connection, ana.id, "early", NOON - timedelta(days=3))
        like(connection, ana.id, "late", NOON - timedelta(days=1))
    send(database, ana.id, event("1", DISLIKE, "early", 2), event("2", DISLIKE, "late", 2))
    with database.transaction() as connection:
        assert likes(connection, ana.id) == ["late"]
        assert dislikes(connection, ana.id) == ["early"]


def test_likes_and_dislikes_at_once_never_wait_for_each_other(database: Database) -> None:
    ana = make_user(database)

    def say(number: int) -> None:
        if number % 2:
            send(database, ana.id, *(event(f"{number}-{song}", DISLIKE, song) for song in "abc"))
            return
        with database.transaction(write=True) as connection:
            like(connection, ana.id, "abc"[number % 3], NOON)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(say, range(40)))
    with database.transaction() as connection:
        assert not set(likes(connection, ana.id)) & set(dislikes(connection, ana.id))


def test_somebody_with_a_long_history_is_read_by_the_songs_heard_last(database: Database) -> None:
    ana = make_user(database)
    n_songs = MOST_HEARD + 100
    for start in range(0, n_songs, 100):
        batch = (event(str(number), PLAY, f"{number:04}", number) for number in range(start, start + 100))
        send(database, ana.id, *batch)
    assert [song.song_id for song in heard(database, ana.id)] == [f"{n:04}" for n in range(MOST_HEARD)]


@pytest.mark.parametrize("table", ["feedback", "heard", "dislikes"])
def test_what_was_said_goes_with_the_account(database: Database, table: str) -> None:
    ana = make_user(database)
    send(database, ana.id, event("1"), event("2", DISLIKE))
    with database.transaction(write=True) as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - a name above
        connection.execute(text("DELETE FROM users"))
        assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608 - as above
