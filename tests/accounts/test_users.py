from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from db.database import Database
from segue.accounts.tokens import Claims
from segue.accounts.users import (
    Credentials,
    User,
    create_user,
    find_credentials,
    find_user,
    replace_password_hash,
    signed_in,
)
from segue.base.errors import BadRequest, Unauthorized
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_user


def test_an_account_is_found_by_its_id_and_by_any_form_of_its_name(database: Database) -> None:
    ana = make_user(database, "Ana Ünal")
    with database.transaction() as connection:
        assert find_user(connection, ana.id) == ana == User(ana.id, "Ana Ünal", 0)
        for name in ("Ana Ünal", "ANA ÜNAL", "ana u\u0308nal"):
            assert find_credentials(connection, name) == Credentials(ana, "not a hash")


def test_nobody_is_found_where_nobody_is(database: Database) -> None:
    with database.transaction() as connection:
        assert find_user(connection, AccountId(1)) is None
        assert find_user(connection, AccountId(2**63 - 1)) is None
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


def test_a_token_counts_while_its_account_stands_by_it(database: Database) -> None:
    ana = make_user(database)
    claims = Claims(ana.id, ana.token_version)
    with database.transaction() as connection:
        assert signed_in(connection, claims) == ana
        with pytest.raises(Unauthorized):
            signed_in(connection, Claims(AccountId(ana.id + 1), 0))
    with database.transaction(write=True) as connection:
        connection.execute(text("UPDATE users SET token_version = token_version + 1"))
    with database.transaction() as connection, pytest.raises(Unauthorized):
        signed_in(connection, claims)


def test_a_hash_is_replaced_only_if_it_is_still_the_one_that_was_checked(database: Database) -> None:
    ana = make_user(database)
    with database.transaction(write=True) as connection:
        replace_password_hash(connection, ana.id, "not a hash", "second")
        replace_password_hash(connection, ana.id, "not a hash", "third")
        assert find_credentials(connection, "ana") == Credentials(ana, "second")
