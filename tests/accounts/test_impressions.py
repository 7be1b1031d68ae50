"""What was shown is stored whole, and goes with its account."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import text

from db.database import Database
from segue.accounts.erasures import erase
from segue.accounts.impressions import forget_impressions
from segue.accounts.preferences import store_preferences
from segue.accounts.taste import Preferences
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_user
from tests.accounts.shown import Shown, shown_lists, store_shown

DAY = timedelta(days=1)


def shown(user_id: AccountId, at: datetime = NOON, **more: Any) -> Shown:
    return Shown(user_id, at, "r1", "fresh-mix", ("Björk - “Jóga”", "AC/DC - T.N.T."), **more)


def store(database: Database, *shown: Shown) -> None:
    with database.transaction(write=True) as connection:
        store_shown(connection, shown)


def test_a_list_comes_back_as_it_was_shown(database: Database) -> None:
    ana = make_user(database).id
    plain, compared = shown(ana), shown(ana, NOON + DAY / 2, experiment="e1", arms="AB")
    store(database, compared, plain)
    assert shown_lists(database) == [plain, compared]


def test_lists_shown_at_one_moment_stand_in_the_order_of_storing(database: Database) -> None:
    people = [make_user(database, name).id for name in ("ana", "ben", "eve")]
    lists = [shown(people[place % 3], NOON.replace(microsecond=1)) for place in (2, 0, 1, 1, 2, 0)]
    store(database, *lists)
    assert shown_lists(database) == lists


def test_a_moment_is_stored_in_utc_and_a_naive_one_is_refused(database: Database) -> None:
    ana = make_user(database).id
    store(database, shown(ana, NOON.astimezone(timezone(timedelta(hours=5)))))
    assert shown_lists(database) == [shown(ana)]
    with pytest.raises(ValueError, match="timezone"):
        store(database, shown(ana, NOON.replace(tzinfo=None)))


def test_nothing_is_nothing(database: Database) -> None:
    store(database)
    assert shown_lists(database) == []


def test_of_an_account_that_is_gone_or_private_nothing_is_stored(database: Database) -> None:
    ana, ben, eve = (make_user(database, name).id for name in ("ana", "ben", "eve"))
    with database.transaction(write=True) as connection:
        connection.execute(text("DELETE FROM users WHERE id = :id"), {"id": ben})
        store_preferences(connection, eve, Preferences(private=True))
    store(database, shown(ben), shown(ana), shown(eve))
    assert shown_lists(database) == [shown(ana)]


def test_deleting_an_account_deletes_what_it_was_shown(database: Database) -> None:
    ana, ben = make_user(database, "ana").id, make_user(database, "ben").id
    store(database, shown(ana), shown(ben))
    with database.transaction(write=True) as connection:
        connection.execute(text("DELETE FROM users WHERE id = :id"), {"id": ana})
    assert shown_lists(database) == [shown(ben)]


def test_the_oldest_are_forgotten_first_and_no_more_than_asked_at_once(database: Database) -> None:
    ana = make_user(database).id
    days = [shown(ana, NOON - n * DAY) for n in range(5)]
    store(database, *days)
    with database.transaction(write=True) as connection:
        assert forget_impressions(connection, NOON - DAY, most=2) == 2
        assert forget_impressions(connection, NOON - DAY, most=2) == 1
        assert forget_impressions(connection, NOON - DAY, most=2) == 0
    assert shown_lists(database) == [days[1], days[0]]


def test_an_account_that_is_deleted_meanwhile_costs_nobody_else_a_list(database: Database) -> None:
    ana, ben = make_user(database, "Ana"), make_user(database, "Ben")
    with ThreadPoolExecutor(1) as threads:
        with database.transaction(write=True) as connection:
            erase(connection, ana.id, ana.username, NOON)
            storing = threads.submit(store, database, shown(ana.id), shown(ben.id))
            time.sleep(0.1)
        storing.result()
    assert shown_lists(database) == [shown(ben.id)]
