from datetime import datetime, timedelta

from sqlalchemy import text

from db.database import Database
from db.snapshots import take_snapshot
from segue.accounts.feedback import Event, EventKind, store
from segue.accounts.likes import like, unlike
from segue.accounts.preferences import store_preferences
from segue.accounts.signals import Signal
from segue.accounts.taste import Preferences
from segue.base.ids import AccountId
from segue.training.dataset.held import Held
from segue.training.dataset.people import People
from segue.training.dataset.reading import read_held
from tests.accounts.people import NOON, make_user


def happen(database: Database, account: AccountId, kind: str, song: str, at: datetime = NOON) -> None:
    event = Event(f"{kind} {song} {at}", EventKind(kind), song, at)
    with database.transaction(write=True) as connection:
        store(connection, account, [event], NOON + timedelta(days=9))


def hearts(database: Database, account: AccountId, *songs: str, at: datetime = NOON) -> None:
    with database.transaction(write=True) as connection:
        for song in songs:
            like(connection, account, song, at)


def read(database: Database) -> Held:
    with database.transaction() as connection:
        take_snapshot(connection)
        return read_held(connection)


def told(held: Held) -> list[tuple[int, str, Signal, int]]:
    """Account number from 0, song, kind, minutes after noon."""
    seconds = int(NOON.timestamp())
    rows = zip(held.account_rows, held.song_rows, held.kinds, held.times, strict=True)
    return [(int(a), held.song_ids[s], Signal(k), (int(t) - seconds) // 60) for a, s, k, t in rows]


def test_plays_skips_likes_and_dislikes_are_read_by_account_and_time(database: Database) -> None:
    ana, ben = make_user(database, "Ana").id, make_user(database, "Ben").id
    happen(database, ben, "play", "b", NOON + timedelta(minutes=5))
    happen(database, ana, "skip", "a", NOON + timedelta(minutes=2))
    happen(database, ana, "play", "z", NOON + timedelta(minutes=1))
    happen(database, ana, "dislike", "c")
    hearts(database, ben, "a")
    held = read(database)
    assert held.account_ids.tolist() == [ana, ben]
    assert told(held) == [
        (0, "c", Signal.DISLIKE, 0),
        (0, "z", Signal.PLAY, 1),
        (0, "a", Signal.SKIP, 2),
        (1, "a", Signal.LIKE, 0),
        (1, "b", Signal.PLAY, 5),
    ]
    assert held.n_private == 0


def test_what_was_taken_back_is_not_read(database: Database) -> None:
    ana = make_user(database).id
    hearts(database, ana, "a", "b")
    happen(database, ana, "dislike", "c")
    with database.transaction(write=True) as connection:
        unlike(connection, ana, ["a"], NOON)
    hearts(database, ana, "c", at=NOON + timedelta(days=1))
    assert told(read(database)) == [(0, "b", Signal.LIKE, 0), (0, "c", Signal.LIKE, 1440)]


def test_private_accounts_are_counted_and_not_read(database: Database) -> None:
    ana, ben = make_user(database, "Ana").id, make_user(database, "Ben").id
    for account in (ana, ben):
        hearts(database, account, "a")
        happen(database, account, "play", "b")
        happen(database, account, "dislike", "c")
    with database.transaction(write=True) as connection:
        store_preferences(connection, ana, Preferences(private=True))
        store_preferences(connection, ben, Preferences(discovery=0.5))
    held = read(database)
    assert held.account_ids.tolist() == [ben]
    assert held.n_private == 1
    with database.transaction() as connection:
        people = People.read(connection)
    assert people.accounts == {"ana": ana, "ben": ben}
    assert people.private == {ana}


def test_an_empty_database_holds_nothing(database: Database) -> None:
    held = read(database)
    assert (len(held), held.song_ids, len(held.account_ids)) == (0, (), 0)
    assert held.sha256 == Held.of([]).sha256


def test_all_is_of_the_moment_the_snapshot_was_taken(database: Database) -> None:
    ana = make_user(database).id
    hearts(database, ana, "a")
    with database.transaction() as connection:
        take_snapshot(connection)
        before = read_held(connection)
        hearts(database, ana, "b")
        with database.transaction(write=True) as other:
            store_preferences(other, ana, Preferences(private=True))
        assert read_held(connection).sha256 == before.sha256
        assert not People.read(connection).private
    assert read(database).n_private == 1


def test_rows_are_read_as_a_stream(database: Database) -> None:
    ana = make_user(database).id
    values = [{"id": ana, "event": f"e{number}", "at": NOON.isoformat(" ")} for number in range(25_000)]
    with database.transaction(write=True) as connection:
        insert = "INSERT INTO feedback (user_id, event_id, kind, song_id, at, received_at) VALUES "
        connection.execute(text(insert + "(:id, :event, 'play', 'a', :at, :at)"), values)
    assert len(read(database)) == 25_000
