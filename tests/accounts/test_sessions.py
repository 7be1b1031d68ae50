import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, text

from db.database import Database
from segue.accounts.sessions import (
    GRACE,
    MOST_SWEPT,
    Session,
    end_session,
    end_sessions,
    open_session,
    refresh_session,
)
from segue.accounts.tokens import Claims, SessionId
from segue.accounts.users import end_tokens, signed_in
from segue.base.errors import Unauthorized
from tests.accounts.people import NOON, make_session, make_user

MONTH = timedelta(days=30)
SECOND = timedelta(seconds=1)


def refreshed(database: Database, claims: Claims, now: datetime = NOON) -> Session | None:
    with database.transaction(write=True) as connection:
        return refresh_session(connection, claims, MONTH, now)


def is_there(database: Database, session: Session, now: datetime = NOON) -> bool:
    with database.transaction() as connection:
        try:
            signed_in(connection, session.claims, now)
        except Unauthorized:
            return False
    return True


def count(database: Database) -> int:
    with database.transaction() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM sessions")) or 0)


def test_every_sign_in_is_a_session_of_its_own(database: Database) -> None:
    ana = make_user(database)
    one, other = make_session(database, ana), make_session(database, ana)
    assert one.claims == Claims(ana.id, 0, one.claims.session, 0)
    assert one.claims.session != other.claims.session
    assert one.expires_at == NOON + MONTH
    assert is_there(database, one)
    assert is_there(database, other)


def test_a_refresh_is_the_next_generation_and_lasts_from_then(database: Database) -> None:
    session = make_session(database, make_user(database))
    for generation in (1, 2, 3):
        later = session.expires_at - SECOND
        after = refreshed(database, session.claims, later)
        assert after == Session(replace(session.claims, generation=generation), later + MONTH)
        session = after


def test_a_refresh_is_one_statement(database: Database) -> None:
    session = make_session(database, make_user(database))
    with database.transaction(write=True) as connection:
        statements: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *details: statements.append(details[2]))
        refresh_session(connection, session.claims, MONTH, NOON)
    assert len(statements) == 1


def test_the_token_before_gets_the_same_session_for_as_long_as_an_answer_may_be_under_way(
    database: Database,
) -> None:
    first = make_session(database, make_user(database))
    second = refreshed(database, first.claims)
    assert refreshed(database, first.claims, NOON + SECOND) == second
    assert refreshed(database, first.claims, NOON + GRACE) == second
    assert is_there(database, first)


def test_a_token_used_before_ends_the_session_for_whoever_holds_it(database: Database) -> None:
    ana = make_user(database)
    other = make_session(database, ana)
    late, set_back = GRACE + SECOND, -timedelta(hours=1)  # a clock
    for generation, passed in ((1, late), (1, set_back), (0, timedelta(0)), (0, timedelta(days=1))):
        session = make_session(database, ana)
        for past in (0, 1):
            refreshed(database, replace(session.claims, generation=past))
        assert refreshed(database, replace(session.claims, generation=generation), NOON + passed) is None
        assert not is_there(database, session)
        with pytest.raises(Unauthorized):
            refreshed(database, replace(session.claims, generation=2))
    assert is_there(database, other)


def test_what_no_token_of_a_session_says_is_refused_and_ends_nothing(database: Database) -> None:
    session, ben = make_session(database, make_user(database, "ana")), make_user(database, "ben")
    for other in (
        replace(session.claims, generation=1),
        replace(session.claims, generation=None),
        replace(session.claims, token_version=1),
        replace(session.claims, user_id=ben.id),
        replace(session.claims, session=SessionId("x" * 22)),
        replace(session.claims, session=None),
    ):
        with pytest.raises(Unauthorized):
            refreshed(database, other)
    assert refreshed(database, session.claims)


def test_a_session_that_has_run_out_is_not_refreshed(database: Database) -> None:
    session = make_session(database, make_user(database))
    assert is_there(database, session, session.expires_at - SECOND)
    assert not is_there(database, session, session.expires_at)
    with pytest.raises(Unauthorized):
        refreshed(database, session.claims, session.expires_at)


def test_of_many_refreshes_at_once_one_advances_and_all_get_the_same(database: Database) -> None:
    session = make_session(database, make_user(database))
    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(lambda _: refreshed(database, session.claims), range(20)))
    assert set(answers) == {Session(replace(session.claims, generation=1), NOON + MONTH)}


def test_ending_one_session_leaves_the_others(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    sessions = [make_session(database, person) for person in (ana, ana, ben)]
    with database.transaction(write=True) as connection:
        assert not end_session(connection, replace(sessions[0].claims, user_id=ben.id))
        assert end_session(connection, sessions[0].claims)
        assert not end_session(connection, sessions[0].claims)
    assert [is_there(database, session) for session in sessions] == [False, True, True]


def test_ending_all_sessions_of_an_account_leaves_those_of_others(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    sessions = [make_session(database, person) for person in (ana, ana, ben)]
    with database.transaction(write=True) as connection:
        end_sessions(connection, ana.id)
    assert [is_there(database, session) for session in sessions] == [False, False, True]


def test_sessions_go_with_the_account(database: Database) -> None:
    make_session(database, make_user(database))
    with database.transaction(write=True) as connection:
        connection.execute(text("DELETE FROM users"))
    assert count(database) == 0


def test_none_begins_for_an_account_that_has_changed_since_it_was_read(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    with database.transaction(write=True) as connection:
        end_tokens(connection, ana.id)
        connection.execute(text("DELETE FROM users WHERE username = 'ben'"))
    for person in (ana, ben):
        with pytest.raises(Unauthorized):
            make_session(database, person)
    assert count(database) == 0


def test_a_sign_in_removes_some_that_have_run_out_whoever_they_are_of(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    for number in range(MOST_SWEPT + 5):
        make_session(database, ana, lasts=timedelta(seconds=number))
    living = make_session(database, ana)
    begun = count(database)
    with database.transaction(write=True) as connection:
        open_session(connection, ben, MONTH, NOON + timedelta(hours=1))
    assert count(database) == begun + 1 - MOST_SWEPT
    with database.transaction(write=True) as connection:
        open_session(connection, ben, MONTH, NOON + timedelta(hours=1))
    assert count(database) == 3
    assert is_there(database, living)


def test_sign_ins_at_once_sweep_without_waiting_for_each_other(database: Database) -> None:
    people = [make_user(database, f"user {number}") for number in range(5)]
    for person in people * 4:
        make_session(database, person, lasts=SECOND)

    def sign_in(number: int) -> Session:
        with database.transaction(write=True) as connection:
            return open_session(connection, people[number % 5], MONTH, NOON + timedelta(hours=1))

    with ThreadPoolExecutor(5) as threads:
        begun = list(threads.map(sign_in, range(20)))
    assert count(database) == len(begun) == 20


def test_a_sign_in_does_not_wait_for_who_is_removing_what_it_would_sweep(postgres_url: str) -> None:
    database = Database(postgres_url)
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    over = make_session(database, ana, lasts=SECOND)
    with database.transaction(write=True) as elsewhere:
        end_session(elsewhere, over.claims)
        begun = time.monotonic()
        with database.transaction(write=True) as connection:
            open_session(connection, ben, MONTH, NOON + timedelta(hours=1))
        assert time.monotonic() - begun < 1  # a lock that is waited for takes two seconds, and fails
    assert count(database) == 1
    database.close()


def test_a_sign_in_waits_for_what_happens_to_its_account(postgres_url: str) -> None:
    database = Database(postgres_url)
    ana = make_user(database)
    with ThreadPoolExecutor(1) as threads:
        with database.transaction(write=True) as connection:
            connection.execute(text("DELETE FROM users"))
            signing_in = threads.submit(make_session, database, ana)
            with pytest.raises(TimeoutError):
                signing_in.result(timeout=0.2)
        with pytest.raises(Unauthorized):
            signing_in.result()
    database.close()
