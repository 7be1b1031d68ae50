from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from db.database import Database
from db.tables import attempts as table
from segue.accounts import attempts
from segue.accounts.allowances import Allowance, Tally
from segue.accounts.attempts import ADDRESS, KNOWN, NAME, PAIR, AttemptKeys, Counter
from segue.base.ids import AccountId
from tests.accounts.people import NOON

ANA = Counter(NAME, "ana", Allowance(free=3, longest_seconds=60))
HOME = Counter(ADDRESS, "home", Allowance(free=3, longest_seconds=60))


def fail(database: Database, counters: Sequence[Counter], now: datetime = NOON) -> None:
    with database.transaction(write=True) as connection:
        attempts.count(connection, counters, now)


def stored(database: Database, counter: Counter) -> Tally | None:
    with database.transaction() as connection:
        return attempts.tallies(connection, [(counter.scope, counter.key)]).get(counter.scope)


def test_every_failure_counts_in_its_place(database: Database) -> None:
    fail(database, [HOME, ANA])
    fail(database, [HOME])
    assert stored(database, HOME) == Tally(2, NOON)
    assert stored(database, ANA) == Tally(1, NOON)
    assert stored(database, Counter(NAME, "home", ANA.allowance)) is None


def test_failures_at_the_same_moment_all_count(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: fail(database, [HOME, ANA]), range(64)))
    assert stored(database, HOME) == stored(database, ANA) == Tally(64, NOON)


@pytest.mark.parametrize("hours", [0.5, 1, 1.5, 24, 25])
def test_what_is_stored_fades_as_what_is_read(database: Database, hours: float) -> None:
    for _ in range(9):
        fail(database, [ANA])
    later = NOON + timedelta(hours=hours)
    fail(database, [ANA], later)
    assert stored(database, ANA) == Tally(Tally(9, NOON).faded(later) + 1, later)


def test_of_many_who_waited_for_a_delay_one_is_let_through(database: Database) -> None:
    fail(database, [ANA])
    later = NOON + timedelta(minutes=1)

    def claim(_: int) -> bool:
        with database.transaction(write=True) as connection:
            return attempts.claim(connection, ANA, Tally(1, NOON), later)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(16))) == 1
    assert stored(database, ANA) == Tally(1, later)


def test_a_success_clears_one_pair_and_remembers_it(database: Database) -> None:
    pair, other = (Counter(PAIR, key, ANA.allowance) for key in ("ana.home", "ana.away"))
    fail(database, [HOME, ANA, pair])
    fail(database, [other])
    with database.transaction(write=True) as connection:
        attempts.succeed(connection, pair.key, NOON)
    assert stored(database, pair) is None
    assert stored(database, Counter(KNOWN, pair.key, ANA.allowance)) == Tally(0, NOON)
    assert stored(database, HOME) == stored(database, ANA) == stored(database, other) == Tally(1, NOON)


def test_old_rows_are_removed_in_passing_a_hundred_at_a_time(database: Database) -> None:
    day, quarter = NOON - timedelta(days=2), NOON - timedelta(days=91)
    rows = [{"scope": NAME, "key": f"old {n}", "failures": 5, "last_at": day} for n in range(130)]
    rows += [{"scope": KNOWN, "key": "long ago", "failures": 0, "last_at": quarter}]
    rows += [{"scope": KNOWN, "key": "lately", "failures": 0, "last_at": day}]
    with database.transaction(write=True) as connection:
        connection.execute(insert(table), rows)
    left = []
    for _ in range(3):
        fail(database, [ANA])
        with database.transaction(write=True) as connection:
            attempts.succeed(connection, "ana.home", NOON)
            left.append(connection.scalar(select(func.count()).select_from(table)))
    assert left == [33, 3, 3]
    assert stored(database, Counter(KNOWN, "lately", ANA.allowance)) == Tally(0, day)


def test_all_that_is_stored_of_somebody_can_be_removed(database: Database) -> None:
    keys = AttemptKeys("a secret")
    near, far = keys.address("192.0.2.1"), keys.address("192.0.2.2")
    for name in ("Ana", "Eve"):
        key = keys.name(name)
        pair = Counter(PAIR, attempts.pair(key, near), ANA.allowance)
        fail(database, [HOME, Counter(NAME, key, ANA.allowance), pair])
        with database.transaction(write=True) as connection:
            attempts.succeed(connection, attempts.pair(key, far), NOON)
    with database.transaction(write=True) as connection:
        attempts.forget(connection, keys.name("ANA"))
        left = set(connection.scalars(select(table.c.key)))
    eve = keys.name("Eve")
    assert left == {HOME.key, eve, attempts.pair(eve, near), attempts.pair(eve, far)}


def test_keys_are_digests_that_only_the_secret_gives() -> None:
    keys, others = AttemptKeys("a secret"), AttemptKeys("another")
    assert keys.name("Ana") == keys.name("ANA") != keys.name("Eve")
    one = AccountId(1)
    made = [keys.name("1"), keys.address("1"), keys.account(one), others.name("1"), keys.name("\ud800")]
    assert len(set(made)) == len(made)
    assert all(len(key) == 32 for key in made)
