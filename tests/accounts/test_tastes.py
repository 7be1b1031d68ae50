"""A taste that has not changed is not read again; one that has is, on the very next question."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from db.questions import Question, Row
from segue.accounts.blocks import block
from segue.accounts.erasures import erase
from segue.accounts.likes import toggle
from segue.accounts.sessions import end_session
from segue.accounts.taste import Block, BlockKind, Preferences, Taste
from segue.accounts.tastes import BYTES_BESIDE, MOST_BYTES, Tastes, _Remembered
from segue.accounts.tokens import Claims
from segue.base.errors import Unauthorized
from tests.accounts.people import NOON, make_session, make_user
from tests.accounts.test_stored import marks

LATER = NOON + timedelta(hours=1)


class Asking:
    """Somebody with an account, who asks one worker again and again."""

    def __init__(self, database: Database, name: str = "Ana") -> None:
        self.database, self.tastes = database, Tastes()
        self.user = make_user(database, name)
        self.claims: Claims = make_session(database, self.user).claims

    def ask(self, now: datetime = NOON) -> Taste:
        return asyncio.run(self.tastes.of(self.database, self.claims, now))

    def like(self, song_id: str) -> None:
        with self.database.transaction(write=True) as connection:
            toggle(connection, self.user.id, song_id, NOON)

    def block(self, name: str, until: datetime) -> None:
        with self.database.transaction(write=True) as connection:
            block(connection, self.user.id, Block(BlockKind.GENRE, name, until), name, NOON)

    @property
    def n_remembered(self) -> int:
        return len(self.tastes._remembered)


@pytest.fixture
def ana(database: Database) -> Asking:
    return Asking(database)


def test_what_has_not_changed_is_told_without_its_lists(ana: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row | None] = []
    ask = Database.ask

    def counted(database: Database, question: Question, values: dict[str, object]) -> Row | None:
        rows.append(ask(database, question, values))
        return rows[-1]

    monkeypatch.setattr(Database, "ask", counted)
    ana.like("a")
    ana.block("jazz", LATER)
    tastes = [ana.ask() for _ in range(4)]
    blocked = (Block(BlockKind.GENRE, "jazz", LATER),)
    assert all(taste == Taste(likes=marks("a"), blocks=blocked) for taste in tastes)
    assert all(taste.blocks == blocked and taste.likes == marks("a") for taste in tastes)
    assert all(taste.n_songs == 2 and taste.preferences == Preferences() for taste in tastes)
    assert len({taste.state for taste in tastes}) == 1
    (first, *others) = [row[5:] for row in rows if row is not None]
    assert first[1] is not None
    assert set(others) <= {(None,) * 5}
    # by then SQLite is asked in place
    assert len(others) == (0 if ana.database.engine.dialect.name == "sqlite" else 3)


def test_sqlite_is_asked_without_a_thread(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(sqlite_url)
    ana = Asking(database)
    ana.ask()
    with monkeypatch.context() as patch:
        patch.setattr(Database, "call", None)
        assert ana.ask() == Taste()
    database.close()


def test_a_change_counts_from_the_next_question_on(ana: Asking, database_url: str) -> None:
    elsewhere = Database(database_url)
    for song in ("a", "b", "c"):
        ana.ask()
        with elsewhere.transaction(write=True) as connection:
            toggle(connection, ana.user.id, song, NOON)
        assert ana.ask().likes[0].song_id == song
    ana.like("c")  # taken back: as before, and read anew
    assert ana.ask().likes == marks("b", "a")
    elsewhere.close()


def test_changes_of_others_count_for_them_alone(database: Database, ana: Asking) -> None:
    ben = Asking(database, "ben")
    ben.tastes = ana.tastes
    ana.like("a")
    ben.like("b")
    for _ in range(2):
        assert (ana.ask().likes, ben.ask().likes) == (marks("a"), marks("b"))


def test_a_block_that_is_remembered_ends_when_it_ends(ana: Asking) -> None:
    ana.block("jazz", LATER)
    ana.block("folk", LATER + timedelta(hours=1))
    almost, both = LATER - timedelta(seconds=1), LATER + timedelta(hours=1)
    for now, n_blocks in ((NOON, 2), (almost, 2), (LATER, 1), (both, 0), (NOON, 2)):
        for _ in range(2):
            assert len(ana.ask(now).blocks) == n_blocks


def test_a_clock_that_is_set_back_finds_blocks_again(ana: Asking) -> None:
    ana.block("jazz", LATER)
    assert ana.ask(LATER).blocks == ()
    assert len(ana.ask(NOON).blocks) == 1


def test_a_token_counts_as_long_as_the_database_stands_by_it(ana: Asking) -> None:
    ana.ask()
    ana.ask()
    claims = ana.claims
    for ended in (replace(claims, token_version=1), replace(claims, session=None, token_version=1)):
        ana.claims = ended
        with pytest.raises(Unauthorized):
            ana.ask()
    ana.claims = claims
    assert ana.ask() == Taste()
    with pytest.raises(Unauthorized):
        ana.ask(NOON + timedelta(days=31))
    ana.ask()
    with ana.database.transaction(write=True) as connection:
        end_session(connection, claims)
    with pytest.raises(Unauthorized):
        ana.ask()


def test_an_account_that_was_deleted_is_forgotten_when_it_asks(ana: Asking) -> None:
    ana.ask()
    assert ana.n_remembered == 1
    with ana.database.transaction(write=True) as connection:
        erase(connection, ana.user.id, ana.user.username, NOON)
    with pytest.raises(Unauthorized):
        ana.ask()
    assert ana.n_remembered == 0


def test_an_account_without_a_mark_is_read_each_time(ana: Asking) -> None:
    with ana.database.transaction(write=True) as connection:
        connection.execute(text("UPDATE users SET taste_mark = NULL"))
    for _ in range(2):
        assert ana.ask() == Taste()
    assert ana.n_remembered == 0


def test_some_seven_hundred_are_remembered() -> None:
    taste = Taste(likes=marks(*(f"Somebody {n} - Some Title" for n in range(50))))
    assert 600 < MOST_BYTES / _Remembered.of(1, taste, NOON).n_bytes < 900
    assert len(taste.encoded) > BYTES_BESIDE
