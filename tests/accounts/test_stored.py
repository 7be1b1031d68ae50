from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db.database import Database
from segue.accounts.blocks import block
from segue.accounts.feedback import Event, EventKind, store
from segue.accounts.likes import likes, toggle
from segue.accounts.preferences import store_preferences
from segue.accounts.seeds import store_seeds_once
from segue.accounts.sessions import end_session
from segue.accounts.stored import _TASTE, MOST_HEARD, taste
from segue.accounts.taste import Block, BlockKind, Heard, Mark, Preferences, Taste, state_of
from segue.accounts.tokens import Claims, SessionId
from segue.base.errors import Unauthorized
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_session, make_user


def marks(*song_ids: str) -> tuple[Mark, ...]:
    return tuple(Mark(song_id, NOON.date()) for song_id in song_ids)


def test_a_new_account_has_no_taste_yet(database: Database) -> None:
    ana = make_user(database)
    assert taste(database, Claims(ana.id, 0), NOON) == Taste()


def test_taste_is_what_seeds_and_likes_say_in_their_order(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    with database.transaction(write=True) as connection:
        store_seeds_once(connection, ana.id, ["s2", "s1", "s3"], NOON)
        store_seeds_once(connection, ben.id, ["other"], NOON)
        for song in ["l2", "l3", "off", "l1", "off"]:
            toggle(connection, ana.id, song, NOON)
    seen = taste(database, Claims(ana.id, 0), NOON)
    assert seen == Taste(seeds=marks("s2", "s1", "s3"), likes=marks("l1", "l3", "l2"))
    with database.transaction() as connection:
        assert [mark.song_id for mark in seen.likes] == likes(connection, ana.id)


def test_a_taste_takes_one_statement_of_sqlite(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    ana = make_user(database)
    taste(database, Claims(ana.id, 0), NOON)  # the first opens the connection for glances
    statements: list[str] = []
    pooled = database.engine.raw_connection()
    pooled.driver_connection.set_trace_callback(statements.append)  # type: ignore[union-attr]
    pooled.close()
    taste(database, Claims(ana.id, 0), NOON)
    database.close()
    assert len(statements) == 1


def test_a_taste_takes_one_round_trip_to_postgres(postgres_url: str, tmp_path: Path) -> None:
    database = Database(postgres_url)
    ana = make_user(database)
    with (tmp_path / "trace").open("w") as trace:
        pooled = database.engine.raw_connection()
        libpq = pooled.driver_connection.pgconn  # type: ignore[union-attr]
        libpq.trace(trace.fileno())
        pooled.close()
        taste(database, Claims(ana.id, 0), NOON)
        libpq.untrace()
    database.close()
    spoken = (tmp_path / "trace").read_text()
    assert (spoken.count("\tSync"), spoken.count("\tQuery")) == (1, 0)


def test_a_taste_is_read_by_indexes_alone(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.transaction() as connection:
        values = {"user_id": 1, "token_version": 0, "session": "x", "now": str(NOON)}
        values |= {"most_heard": MOST_HEARD, "known": 1}
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {_TASTE.sqlite}"), values)
        steps = [row.detail for row in plan]
    database.close()
    assert any("ix_heard_user_id_heard_at_song_id" in step for step in steps)
    tables = ("users", "sessions", "preferences", "seeds", "likes", "heard", "dislikes", "blocks")
    assert not [step for step in steps if step.startswith("SCAN") and step.split()[1] in tables]


def test_a_taste_holds_all_that_was_said(database: Database) -> None:
    ana = make_user(database)
    day, later = NOON.date(), NOON + timedelta(days=1)
    with database.transaction(write=True) as connection:
        store_seeds_once(connection, ana.id, ["s"], NOON)
        toggle(connection, ana.id, "l", NOON)
        events = [("1", "play", "h"), ("2", "skip", "h"), ("3", "dislike", "d")]
        store(
            connection, ana.id, [Event(id_, EventKind(kind), song, NOON) for id_, kind, song in events], NOON
        )
        block(connection, ana.id, Block(BlockKind.GENRE, "Jazz", later), "jazz", NOON)
        block(connection, ana.id, Block(BlockKind.ARTIST, "Air", NOON), "air", NOON)
        store_preferences(connection, ana.id, Preferences(0.2, False, None))
    seen = taste(database, Claims(ana.id, 0), NOON)
    assert seen == Taste(
        seeds=marks("s"),
        likes=marks("l"),
        heard=(Heard("h", 1, 1, day, day),),
        disliked=("d",),
        blocks=(Block(BlockKind.GENRE, "Jazz", later),),
        preferences=Preferences(0.2, False, None),
    )
    assert seen.n_songs == 5


def test_a_token_its_account_does_not_stand_by_has_no_taste(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        store_seeds_once(connection, ana.id, ["s"], NOON)
        connection.execute(text("UPDATE users SET token_version = 2"))
    for claims in (Claims(ana.id, 1), Claims(ana.id, 3), Claims(AccountId(ana.id + 1), 2)):
        with pytest.raises(Unauthorized):
            taste(database, claims, NOON)


def test_a_token_counts_as_long_as_its_session(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    session = make_session(database, ana)
    assert taste(database, session.claims, NOON) == Taste()
    for claims, now in [
        (session.claims, session.expires_at),
        (replace(session.claims, user_id=ben.id), NOON),
        (replace(session.claims, session=SessionId("x" * 22)), NOON),
    ]:
        with pytest.raises(Unauthorized):
            taste(database, claims, now)
    with database.transaction(write=True) as connection:
        end_session(connection, session.claims)
    with pytest.raises(Unauthorized):
        taste(database, session.claims, NOON)


def test_a_stored_taste_has_the_state_of_an_equal_one(database: Database) -> None:
    ana = make_user(database)
    songs = ['a "quoted" song', "back\\slash", "tab\there", "Beyoncé - Déjà vu", "雨", "🎵", "</script>"]
    with database.transaction(write=True) as connection:
        for song in songs:
            toggle(connection, ana.id, song, NOON)
        store_preferences(connection, ana.id, Preferences(0.1 + 0.2, True, 1 / 3, private=True))
        block(connection, ana.id, Block(BlockKind.SONG, songs[0], NOON + timedelta(days=1)), "k", NOON)
    until = NOON + timedelta(days=1)
    assert taste(database, Claims(ana.id, 0), NOON).state == (
        Taste(
            likes=marks(*songs[::-1]),
            blocks=(Block(BlockKind.SONG, songs[0], until),),
            preferences=Preferences(0.1 + 0.2, True, 1 / 3, private=True),
        ).state
    )


def test_the_state_is_that_of_the_encoded_taste_and_moves_with_it() -> None:
    one, other = Taste(likes=marks("s1", "s2")), Taste(likes=marks("s2", "s1"))
    assert one.state == Taste(likes=marks("s1", "s2")).state == state_of(one.encoded)
    assert len({one.state, other.state, Taste().state}) == 3
