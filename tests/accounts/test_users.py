from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from db.database import Database
from segue.accounts.tokens import Claims, SessionId
from segue.accounts.users import (
    Credentials,
    User,
    create_user,
    end_tokens,
    find_credentials,
    replace_password_hash,
    signed_in,
)
from segue.base.errors import BadRequest, Unauthorized
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_session, make_user


def test_an_account_is_found_by_any_form_of_its_name(database: Database) -> None:
    ana = make_user(database, "Ana Ünal")
    assert ana == User(ana.id, "Ana Ünal", 0)
    with database.transaction() as connection:
        for name in ("Ana Ünal", "ANA ÜNAL", "ana u\u0308nal"):
            assert find_credentials(connection, name) == Credentials(ana, "not a hash")


def test_nobody_is_found_where_nobody_is(database: Database) -> None:
    with database.transaction() as connection:
        assert find_credentials(connection, "ana") is None


@pytest.mark.parametrize("name", ["Ana", "aNA", "\uff21\uff4e\uff41"])
def test_a_taken_name_is_refused_in_any_form(database: Database, name: str) -> None:
    make_user(database, "Ana")
    with pytest.raises(BadRequest, match=r"^Username already exists$"):
        make_user(database, name)


def test_of_many_who_want_one_name_at_once_exactly_one_gets_it(database: Database) -> None:
    def try_to(number: int) -> bool:
        try:
            with database.transaction(write=True) as connection:
                create_user(connection, "ana" if number % 2 else "ANA", f"hash {number}", NOON)
        except BadRequest:
            return False
        return True

    with ThreadPoolExecutor(5) as threads:
        outcomes = list(threads.map(try_to, range(50)))
    assert outcomes.count(True) == 1
    winner = outcomes.index(True)
    with database.transaction() as connection:
        credentials = find_credentials(connection, "ana")
    assert credentials is not None
    assert credentials.password_hash == f"hash {winner}"


def test_an_id_is_never_used_again(database: Database) -> None:
    ana = make_user(database, "ana")
    with database.transaction(write=True) as connection:
        connection.execute(text("DELETE FROM users"))
    assert make_user(database, "ben").id > ana.id


def test_a_token_counts_while_account_and_session_stand_by_it(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    session = make_session(database, ana)
    claims = session.claims
    moments_before = session.expires_at - timedelta(seconds=1)
    others = [
        replace(claims, user_id=ben.id),
        replace(claims, user_id=AccountId(ben.id + 1)),
        replace(claims, token_version=1),
        replace(claims, session=None),
        replace(claims, session=SessionId("x" * 22)),
        make_session(database, ben).claims,
    ]
    with database.transaction() as connection:
        assert signed_in(connection, claims, moments_before) == ana
        assert signed_in(connection, others.pop(), NOON) == ben
        for other in others:
            with pytest.raises(Unauthorized):
                signed_in(connection, other, NOON)
        with pytest.raises(Unauthorized):
            signed_in(connection, claims, session.expires_at)
    with database.transaction(write=True) as connection:
        end_tokens(connection, ana.id)
    with database.transaction() as connection, pytest.raises(Unauthorized):
        signed_in(connection, claims, NOON)


def test_who_is_signed_in_is_asked_in_one_round_trip_by_indexes_alone(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.transaction() as connection:
        statements: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *details: statements.append(details[2]))
        with pytest.raises(Unauthorized):
            signed_in(connection, Claims(AccountId(1), 0, SessionId("x" * 22)), NOON)
        assert len(statements) == 1
        values = (1, 0, "x", 1, "2026-03-01")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[0]}", values)
        steps = [row.detail for row in plan]
    database.close()
    assert steps
    assert not [step for step in steps if step.startswith("SCAN")]


def test_a_hash_is_replaced_only_if_it_is_still_the_one_that_was_checked(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        replace_password_hash(connection, ana.id, "not a hash", "second")
        replace_password_hash(connection, ana.id, "not a hash", "third")
        assert find_credentials(connection, "ana") == Credentials(ana, "second")
