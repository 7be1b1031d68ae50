import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict

import pytest
from sqlalchemy import event, text

from db.database import Database
from segue.accounts.authentication import (
    change_password,
    refresh,
    sign_in,
    sign_out,
    sign_out_everywhere,
    sign_up,
)
from segue.accounts.passwords import Cost, Passwords
from segue.accounts.sessions import Session
from segue.base.errors import BadRequest, Unauthorized, Unprocessable
from tests.accounts.people import NOON


class Terms(TypedDict):
    lasts: timedelta
    now: datetime


CHEAP = Cost(memory_kib=8, passes=1)
PASSWORD = "correct horse"
OTHER_PASSWORD = "staple and battery"
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


def test_a_failed_sign_in_asks_the_database_the_same_of_known_and_unknown_names(
    database: Database, passwords: Passwords
) -> None:
    asked: list[str] = []

    async def refused(username: str) -> list[str]:
        asked.clear()
        with pytest.raises(BadRequest):
            await sign_in(database, passwords, username, "wrong horse", **TERMS)
        return asked[:]

    async def main() -> None:
        await sign_up(database, passwords, "Ana", PASSWORD, **TERMS)
        event.listen(database.engine, "before_cursor_execute", lambda *details: asked.append(details[2]))
        known = await refused("Ana")
        assert known
        assert await refused("Nobody") == known

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


def test_a_setting_asks_for_longer_passwords_than_eight_characters(
    database: Database, passwords: Passwords
) -> None:
    async def main() -> None:
        with pytest.raises(Unprocessable, match="at least 15 characters"):
            await sign_up(database, passwords, "Ana", PASSWORD, shortest=15, **TERMS)
        ana = await sign_up(database, passwords, "Ana", PASSWORD + " battery", shortest=15, **TERMS)
        with pytest.raises(Unprocessable, match="at least 15 characters"):
            await change_password(
                database, passwords, ana.claims, PASSWORD + " battery", PASSWORD, shortest=15, **TERMS
            )

    asyncio.run(main())


def test_another_password_ends_all_sessions_and_begins_one(database: Database, passwords: Passwords) -> None:
    async def main() -> None:
        ana = await sign_up(database, passwords, "Ana", PASSWORD, **TERMS)
        phone = await sign_in(database, passwords, "Ana", PASSWORD, **TERMS)
        new = await change_password(database, passwords, ana.claims, PASSWORD, OTHER_PASSWORD, **TERMS)
        assert new.claims.token_version == 1
        for ended in (ana, phone):
            with pytest.raises(Unauthorized):
                await refresh(database, ended.claims, **TERMS)
        assert await refresh(database, new.claims, **TERMS)
        with pytest.raises(BadRequest):
            await sign_in(database, passwords, "Ana", PASSWORD, **TERMS)
        assert await sign_in(database, passwords, "Ana", OTHER_PASSWORD, **TERMS)

    asyncio.run(main())


def test_a_password_that_is_not_changed_ends_nothing(database: Database, passwords: Passwords) -> None:
    attempts: list[tuple[str, str, type[Exception]]] = [
        ("wrong horse", OTHER_PASSWORD, BadRequest),
        ("long enough\0", OTHER_PASSWORD, Unprocessable),
        (PASSWORD, "short", Unprocessable),
        (PASSWORD, "password1", Unprocessable),
        (PASSWORD, "ANABELLE 7", Unprocessable),
        (PASSWORD, "segue 2026", Unprocessable),
    ]

    async def main() -> None:
        ana = await sign_up(database, passwords, "Anabelle", PASSWORD, **TERMS)
        for current, new, error in attempts:
            with pytest.raises(error):
                await change_password(database, passwords, ana.claims, current, new, **TERMS)
        assert await refresh(database, ana.claims, **TERMS)
        assert await sign_in(database, passwords, "Anabelle", PASSWORD, **TERMS)

    asyncio.run(main())


def test_of_two_changes_of_a_password_at_once_one_is_made(database: Database, passwords: Passwords) -> None:
    async def main() -> list[object]:
        ana = await sign_up(database, passwords, "Ana", PASSWORD, **TERMS)
        changes = (
            change_password(database, passwords, ana.claims, PASSWORD, new, **TERMS)
            for new in (OTHER_PASSWORD, OTHER_PASSWORD.upper())
        )
        return list(await asyncio.gather(*changes, return_exceptions=True))

    outcomes = asyncio.run(main())
    assert sum(isinstance(outcome, Unauthorized | BadRequest) for outcome in outcomes) == 1


def test_no_session_begins_with_a_password_that_was_changed_meanwhile(
    database: Database, passwords: Passwords
) -> None:
    async def main() -> None:
        ana = await sign_up(database, passwords, "Ana", PASSWORD, **TERMS)
        changed = Slow(
            lambda: change_password(database, passwords, ana.claims, PASSWORD, OTHER_PASSWORD, **TERMS)
        )
        with pytest.raises(BadRequest, match=r"^Incorrect username or password$"):
            await sign_in(database, changed, "Ana", PASSWORD, **TERMS)
        changed.close()

    asyncio.run(main())
    with database.transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sessions")) == 1


class Slow(Passwords):
    """Something happens between the check of a password and what follows it."""

    def __init__(self, meanwhile: Callable[[], Awaitable[object]]) -> None:
        super().__init__(CHEAP)
        self.meanwhile = meanwhile

    async def verify(self, password: str, stored: str | None) -> bool:
        verified = await super().verify(password, stored)
        await self.meanwhile()
        return verified


def test_signing_out_ends_one_session_and_everywhere_ends_all(
    database: Database, passwords: Passwords
) -> None:
    async def main() -> None:
        laptop, phone, tablet = [
            await sign_up(database, passwords, "Ana", PASSWORD, **TERMS),
            await sign_in(database, passwords, "Ana", PASSWORD, **TERMS),
            await sign_in(database, passwords, "Ana", PASSWORD, **TERMS),
        ]
        assert await sign_out(database, phone.claims)
        assert not await sign_out(database, phone.claims)
        with pytest.raises(Unauthorized):
            await sign_out_everywhere(database, phone.claims, NOON)
        await sign_out_everywhere(database, laptop.claims, NOON)
        for ended in (laptop, phone, tablet):
            with pytest.raises(Unauthorized):
                await refresh(database, ended.claims, **TERMS)
        again = await sign_in(database, passwords, "Ana", PASSWORD, **TERMS)
        assert again.claims.token_version == 1

    asyncio.run(main())


def test_what_happens_to_sessions_is_logged_and_never_by_what(
    database: Database, passwords: Passwords, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> Session:
        ana = await sign_up(database, passwords, "Ana", PASSWORD, **TERMS)
        for _ in range(2):
            ana = await refresh(database, ana.claims, **TERMS)
        with pytest.raises(Unauthorized):
            await refresh(database, replace(ana.claims, generation=0), **TERMS)
        return ana

    with caplog.at_level(logging.INFO):
        ana = asyncio.run(main())
    ended = caplog.records[-1]
    assert (ended.getMessage(), ended.__dict__["fields"]) == (
        "session ended",
        {"reason": "refresh token used again"},
    )
    assert caplog.records[0].getMessage() == "signed up"
    logged = str([record.__dict__ for record in caplog.records])
    assert str(ana.claims.session) not in logged
    assert PASSWORD not in logged
