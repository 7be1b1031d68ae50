import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.database import Database
from db.outages import REFUSAL as OUTAGE
from db.tables import attempts as table
from segue.accounts.allowances import Allowance, AttemptLimits
from segue.accounts.guard import REFUSAL, AttemptGuard
from segue.base.errors import BadRequest, SegueError, TooManyRequests, Unavailable, Unprocessable
from segue.base.ids import AccountId
from segue.base.quotas import Quota
from tests.accounts.people import NOON

HOME, AWAY, ELSEWHERE = "192.0.2.1", "198.51.100.7", "203.0.113.9"
LIMITS = AttemptLimits(
    pair=Allowance(2, 900),
    name=Allowance(5, 60),
    address=Allowance(7, 900),
    taken=Allowance(2, 900),
    made=Allowance(3, 60),
)


class Door:
    """A guarded account whose password is ``right``, and a clock."""

    def __init__(self, database: Database) -> None:
        self.now = NOON
        self.database = database
        self.guard = AttemptGuard("a secret", LIMITS, clock=lambda: self.now)
        self.tried = 0
        self.quotas: list[Quota] = []

    def sign_in(self, password: str, name: str = "Ana", address: str = HOME) -> str:
        return asyncio.run(self._sign_in(password, name, address))

    def confirm(self, password: str, user_id: int = 1, address: str = HOME) -> str:
        return asyncio.run(self._confirm(password, AccountId(user_id), address))

    def sign_in_at_once(self, password: str, times: int) -> list[str]:
        async def together() -> list[str]:
            return await asyncio.gather(*(self._sign_in(password, "Ana", HOME) for _ in range(times)))

        return asyncio.run(together())

    def sign_up(self, name: str, address: str = HOME, *, taken: bool = False) -> str:
        return asyncio.run(self._sign_up(name, address, taken=taken))

    async def _sign_in(self, password: str, name: str, address: str) -> str:
        try:
            async with self.guard.password(self.database, name, address, self.quotas.append):
                self.tried += 1
                await asyncio.sleep(0.001)  # hashing
                _check(password)
        except (BadRequest, TooManyRequests, Unavailable, Unprocessable) as error:
            return _said(error)
        return "in"

    async def _confirm(self, password: str, user_id: AccountId, address: str) -> str:
        try:
            async with self.guard.confirmation(self.database, user_id, address, self.quotas.append):
                _check(password)
        except (BadRequest, TooManyRequests) as error:
            return _said(error)
        return "confirmed"

    async def _sign_up(self, name: str, address: str, *, taken: bool) -> str:
        try:
            async with self.guard.sign_up(self.database, name, address, self.quotas.append):
                _check("wrong" if taken else "right")
        except (BadRequest, TooManyRequests) as error:
            return _said(error)
        return "made"


def _check(password: str) -> None:
    if password != "right":
        raise BadRequest("no") if password == "wrong" else Unprocessable("never")


def _said(error: SegueError) -> str:
    if isinstance(error, TooManyRequests):
        assert str(error) == REFUSAL
        return f"wait {error.retry_after_seconds}"
    return str(error)


@pytest.fixture
def door(sqlite_url: str) -> Iterator[Door]:
    """What databases do differently is tested where counts are stored."""
    database = Database(sqlite_url)
    yield Door(database)
    database.close()


def test_after_the_free_failures_the_wait_grows(door: Door) -> None:
    answers = [door.sign_in("wrong"), door.sign_in("wrong"), door.sign_in("wrong")]
    for wait in (1, 2, 4):
        door.now += timedelta(seconds=wait)
        answers += [door.sign_in("wrong"), door.sign_in("right")]
    assert answers == ["no", "no", "wait 1", "no", "wait 2", "no", "wait 4", "no", "wait 8"]


def test_nothing_is_tried_while_one_has_to_wait(door: Door) -> None:
    for _ in range(6):
        door.sign_in("wrong")
    assert door.tried == 2


def test_waiting_out_a_delay_lets_one_in_not_all_who_waited(database: Database) -> None:
    door = Door(database)
    door.sign_in("wrong"), door.sign_in("wrong")
    door.now += timedelta(seconds=1)
    answers = door.sign_in_at_once("wrong", 6)
    assert answers.count("no") == 1
    assert {answer for answer in answers if answer != "no"} <= {"wait 1", "wait 2"}  # before, after it failed


def test_a_success_begins_anew(door: Door) -> None:
    answers = [door.sign_in(password) for password in ("wrong", "right", "wrong", "wrong", "right")]
    assert answers == ["no", "in", "no", "no", "wait 1"]


def test_many_at_once_who_are_right_all_come_in(database: Database) -> None:
    door = Door(database)
    assert door.sign_in_at_once("right", 20) == ["in"] * 20


def test_a_password_nobody_can_have_is_no_guess(door: Door) -> None:
    assert [door.sign_in("impossible") for _ in range(4)] == ["never"] * 4


def test_a_stranger_at_many_addresses_slows_an_owner_who_is_away_and_never_one_at_home(door: Door) -> None:
    door.sign_in("right", address=HOME)
    for n in range(20):
        door.sign_in("wrong", address=f"203.0.113.{n}")
    assert door.sign_in("right", address=HOME) == "in"
    assert door.sign_in("right", address=AWAY) == "wait 1"
    for _ in range(20):  # however long that goes on
        door.now += timedelta(seconds=60)
        door.sign_in("wrong", address=ELSEWHERE)
    door.now += timedelta(seconds=60)
    assert door.sign_in("right", address=AWAY) == "in"


def test_guessing_the_names_of_others_is_slow_and_locks_out_nobody_who_lives_there(door: Door) -> None:
    door.sign_in("right", "Ana")
    answers = [door.sign_in("wrong", f"guess {n}") for n in range(8)]
    assert answers == ["no"] * 7 + ["wait 1"]
    assert door.sign_in("right", "Ana") == "in"
    assert door.sign_in("right", "Eve") == "wait 1"
    assert door.sign_in("right", "Eve", AWAY) == "in"


def test_who_is_signed_in_does_not_wait_for_what_neighbours_got_wrong(door: Door) -> None:
    for n in range(8):
        door.sign_in("wrong", f"guess {n}")
    assert door.sign_in("right", "Eve") == "wait 1"
    assert door.confirm("right") == "confirmed"


def test_a_stolen_token_helps_nobody_to_guess_the_password(door: Door) -> None:
    assert [door.confirm("wrong") for _ in range(3)] == ["no", "no", "wait 1"]
    assert [door.confirm("wrong", 2, f"203.0.113.{n}") for n in range(6)] == ["no"] * 5 + ["wait 1"]


def test_an_address_is_at_home_for_a_quarter_of_a_year(door: Door) -> None:
    door.sign_in("right", "Ana")
    door.now += timedelta(days=91)
    for n in range(7):
        door.sign_in("wrong", f"guess {n}")
    assert door.sign_in("right", "Ana") == "wait 1"


def test_what_is_announced_is_the_count_of_the_name_at_this_address(door: Door) -> None:
    for password in ("right", "wrong", "wrong", "wrong"):
        door.sign_in(password)
    hour = 3600
    assert [(quota.remaining, quota.reset_seconds) for quota in door.quotas] == [
        *[(2, hour), (2, hour)],  # before and after the right one
        *[(2, hour), (1, hour)],
        *[(1, hour), (0, 1)],
        (0, 1),
    ]
    assert {(quota.name, quota.limit, quota.window_seconds) for quota in door.quotas} == {
        ("sign-in", 2, hour)
    }


def test_a_taken_name_is_free_until_many_were_asked_for(door: Door) -> None:
    assert [door.sign_up("Ana", taken=True) for _ in range(3)] == ["no", "no", "wait 1"]
    assert door.sign_up("Eve", AWAY) == "made"


def test_accounts_are_made_slowly_after_many_from_one_address(door: Door) -> None:
    assert [door.sign_up(f"Ana {n}") for n in range(5)] == ["made"] * 3 + ["wait 1"] * 2


def test_who_signs_up_is_at_home(door: Door) -> None:
    door.sign_up("Ana")
    for n in range(9):
        door.sign_in("wrong", f"guess {n}")
    assert door.sign_in("right", "Ana") == "in"


def test_a_success_stands_also_when_the_database_goes_away_before_it_is_noted(door: Door) -> None:
    async def sign_in() -> None:
        async with door.guard.password(door.database, "Ana", HOME, door.quotas.append):
            door.database.close()

    asyncio.run(sign_in())
    assert door.sign_in("right") == OUTAGE


def test_neither_names_nor_addresses_are_stored(door: Door) -> None:
    door.sign_up("Ana"), door.sign_in("wrong", "Ana"), door.sign_in("right", "Eve", AWAY)
    with door.database.transaction(write=True) as connection:
        rows = repr(connection.execute(select(table)).all()).casefold()
        assert not any(word.casefold() in rows for word in ("Ana'", "Eve", HOME, AWAY))
        door.guard.forget(connection, "ANA", AccountId(1))
        door.guard.forget(connection, "Eve", AccountId(2))
        assert set(connection.scalars(select(table.c.scope))) == {"address", "made"}
