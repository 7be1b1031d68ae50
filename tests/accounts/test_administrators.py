from concurrent.futures import ThreadPoolExecutor

import pytest

from db.database import Database
from segue.accounts.administrators import grant, listed, revoke
from segue.base.errors import Conflict, NotFound
from tests.accounts.people import NOON, make_user


def administrators(database: Database) -> list[str]:
    with database.transaction() as connection:
        return [each.username for each in listed(connection, admins=True)]


def give(database: Database, name: str) -> bool:
    with database.transaction(write=True) as connection:
        return grant(connection, name)[1]


def take(database: Database, name: str, *, force: bool = False) -> bool:
    with database.transaction(write=True) as connection:
        return revoke(connection, name, force=force)[1]


def test_a_role_is_given_and_taken_whatever_the_case_of_the_name(database: Database) -> None:
    for name in ("Ána", "Ben"):
        make_user(database, name)
    assert administrators(database) == []
    assert [give(database, "ÁNA"), give(database, "A\u0301na"), give(database, "\uff42\uff45\uff4e")] == [
        True,
        False,
        True,
    ]
    assert administrators(database) == ["Ána", "Ben"]
    assert [take(database, "ben"), take(database, "ben")] == [True, False]
    assert administrators(database) == ["Ána"]


def test_the_last_administrator_goes_by_force_alone(database: Database) -> None:
    make_user(database, "Ana")
    give(database, "ana")
    with pytest.raises(Conflict, match="--force"):
        take(database, "ana")
    assert take(database, "ana", force=True)
    assert not take(database, "ana")  # she is none: nothing is refused


def test_of_two_that_are_unmade_at_once_one_stays(database: Database) -> None:
    names = ["ana", "ben"]
    for name in names:
        make_user(database, name)
        give(database, name)

    def outcome(name: str) -> bool:
        try:
            return take(database, name)
        except Conflict:
            return False

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(outcome, names)) == [False, True]
    assert len(administrators(database)) == 1


@pytest.mark.parametrize("name", ["carla", "", "x" * 51, "a\0b", "\ud800abc", "'; DROP TABLE users; --"])
def test_a_name_that_nobody_has_is_said_to_be_none(database: Database, name: str) -> None:
    make_user(database, "Ana")
    for act in (give, take):
        with pytest.raises(NotFound, match="user list"):
            act(database, name)


def test_accounts_are_listed_by_age(database: Database) -> None:
    ids = [make_user(database, name).id for name in ("ben", "ana")]
    give(database, "ana")
    with database.transaction() as connection:
        found = list(listed(connection))
    assert [(each.id, each.username, each.is_admin) for each in found] == [
        (ids[0], "ben", False),
        (ids[1], "ana", True),
    ]
    assert {each.created_at for each in found} == {NOON}
