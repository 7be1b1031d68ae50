import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypedDict

import pytest
from sqlalchemy import text

from db.database import Database
from segue.accounts.authentication import sign_in, sign_up
from segue.accounts.passwords import Cost, Passwords
from segue.base.errors import BadRequest, Unprocessable
from tests.accounts.people import NOON


class Terms(TypedDict):
    lasts: timedelta
    now: datetime


CHEAP = Cost(memory_kib=8, passes=1)
PASSWORD = "correct horse"
TERMS: Terms = {"lasts": timedelta(days=30), "now": NOON}


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    hashing = Passwords(CHEAP, waiting=100)
    yield hashing
    hashing.close()


def stored_hash(database: Database) -> str:
    with database.transaction() as connection:
        return str(connection.scalar(text("SELECT password_hash FROM users")))


def test_who_signed_up_can_sign_in_under_any_form_of_the_name(
    database: Database, passwords: Passwords
) -> None:
    async def main() -> None:
        ana = await sign_up(database, passwords, "Ana", PASSWORD, **TERMS)
        for name in ("Ana", "ANA", "\uff21\uff4e\uff41"):
            again = await sign_in(database, passwords, name, PASSWORD, **TERMS)
            assert again.claims.user_id == ana.claims.user_id
            assert again.claims.session != ana.claims.session

    asyncio.run(main())
    assert PASSWORD not in stored_hash(database)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("Ana", "wrong horse"),
        ("Ana", PASSWORD + " "),
        ("Ana", ""),
        ("Nobody", PASSWORD),
        ("An", PASSWORD),
        ("Ana\0", PASSWORD),
        ("\ud800ana", PASSWORD),
        ("A" * 10_000, PASSWORD),
    ],
)
def test_every_failure_to_sign_in_reads_the_same(
    database: Database, passwords: Passwords, username: str, password: str
) -> None:
    async def main() -> None:
        await sign_up(database, passwords, "Ana", PASSWORD, **TERMS)
        with pytest.raises(BadRequest, match=r"^Incorrect username or password$"):
            await sign_in(database, passwords, username, password, **TERMS)

    asyncio.run(main())


@pytest.mark.parametrize("password", ["long enough\0", "x" * 1025, "long enough\udc80"])
def test_a_password_that_no_hash_can_hold_is_the_callers_mistake(
    database: Database, passwords: Passwords, password: str
) -> None:
    async def main() -> None:
        with pytest.raises(Unprocessable):
            await sign_up(database, passwords, "Ana", password, **TERMS)
        with pytest.raises(Unprocessable):
            await sign_in(database, passwords, "Ana", password, **TERMS)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("username", "password"), [("An", PASSWORD), ("Ana", "short"), ("Anabelle", "ANABELLE")]
)
def test_a_name_or_password_that_is_not_allowed_makes_no_account(
    database: Database, passwords: Passwords, username: str, password: str
) -> None:
    with pytest.raises(Unprocessable):
        asyncio.run(sign_up(database, passwords, username, password, **TERMS))
    with database.transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM users")) == 0


def test_fifty_equal_sign_ups_at_once_make_one_account(database: Database, passwords: Passwords) -> None:
    async def main() -> list[object]:
        attempts = (sign_up(database, passwords, "Ana", PASSWORD, **TERMS) for _ in range(50))
        return list(await asyncio.gather(*attempts, return_exceptions=True))

    outcomes = asyncio.run(main())
    assert sum(isinstance(outcome, BadRequest) for outcome in outcomes) == 49


def test_signing_in_brings_an_old_hash_to_todays_cost(database: Database, passwords: Passwords) -> None:
    dearer = Passwords(Cost(memory_kib=16, passes=2))

    async def main() -> None:
        await sign_up(database, passwords, "Ana", PASSWORD, **TERMS)
        before = stored_hash(database)
        with pytest.raises(BadRequest):
            await sign_in(database, dearer, "Ana", "wrong horse", **TERMS)
        assert stored_hash(database) == before
        await sign_in(database, dearer, "Ana", PASSWORD, **TERMS)
        after = stored_hash(database)
        assert "$m=16,t=2,p=1$" in after
        await sign_in(database, dearer, "Ana", PASSWORD, **TERMS)
        await sign_in(database, passwords, "Ana", PASSWORD, **TERMS)
        assert stored_hash(database) == after

    asyncio.run(main())
    dearer.close()


def test_a_damaged_hash_is_a_failed_sign_in(database: Database, passwords: Passwords) -> None:
    async def main() -> None:
        await sign_up(database, passwords, "Ana", PASSWORD, **TERMS)
        with database.transaction(write=True) as connection:
            connection.execute(text("UPDATE users SET password_hash = substr(password_hash, 1, 40)"))
        with pytest.raises(BadRequest, match=r"^Incorrect username or password$"):
            await sign_in(database, passwords, "Ana", PASSWORD, **TERMS)

    asyncio.run(main())
