import asyncio
import logging
import time
from collections.abc import Iterator

import pytest

from segue.accounts.passwords import Cost, Passwords, check_hashable, check_password
from segue.base.errors import Unavailable, Unprocessable

CHEAP = Cost(memory_kib=8, passes=1)
PASSWORD = "correct horse"


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    hashing = Passwords(CHEAP)
    yield hashing
    hashing.close()


def hashed(password: str, cost: Cost) -> str:
    hashing = Passwords(cost)
    try:
        return asyncio.run(hashing.hash(password))
    finally:
        hashing.close()


@pytest.mark.parametrize("password", ["8 signs!", "пароль-пароль", " spaces count ", "🎸" * 8, "x" * 1024])
def test_8_to_1024_code_points_of_any_kind_are_a_password(password: str) -> None:
    assert check_password(password, username="ana") == password


@pytest.mark.parametrize("password", ["", "7 signs", "🎸" * 7, "x" * 1025])
def test_another_length_is_refused(password: str) -> None:
    with pytest.raises(Unprocessable, match="characters"):
        check_password(password)


@pytest.mark.parametrize("password", ["long enough\0", "long enough\ud800", "\udfff long enough"])
def test_what_is_not_text_is_refused_before_it_is_hashed(password: str) -> None:
    with pytest.raises(Unprocessable, match="not text"):
        check_hashable(password)
    with pytest.raises(Unprocessable, match="not text"):
        check_password(password)


def test_the_username_in_any_form_is_no_password() -> None:
    with pytest.raises(Unprocessable, match="username"):
        check_password("\uff21NABELLE", username="anabelle")


def test_a_password_verifies_exactly_as_it_was_sent(passwords: Passwords) -> None:
    async def main() -> None:
        stored = await passwords.hash(" Añb password ")
        assert await passwords.verify(" Añb password ", stored)
        for other in ["Añb password", " Añb password", " An\u0303b password ", " añb password "]:
            assert not await passwords.verify(other, stored)

    asyncio.run(main())


def test_the_longest_password_counts_to_its_last_character(passwords: Passwords) -> None:
    async def main() -> None:
        stored = await passwords.hash("🎸" * 1024)
        assert await passwords.verify("🎸" * 1024, stored)
        assert not await passwords.verify("🎸" * 1023 + "🎹", stored)

    asyncio.run(main())


def test_new_hashes_are_argon2id_at_the_recommended_cost_with_a_salt_each() -> None:
    one, other = (hashed(PASSWORD, Cost()) for _ in range(2))
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other


def test_only_a_cheaper_hash_is_outdated_and_it_still_verifies(passwords: Passwords) -> None:
    dearer = hashed(PASSWORD, Cost(memory_kib=16, passes=2))
    hashing = Passwords(Cost(memory_kib=16, passes=2))
    cheaper = hashed(PASSWORD, CHEAP)
    assert hashing.is_outdated(cheaper)
    assert not hashing.is_outdated(dearer)
    assert not passwords.is_outdated(dearer)
    assert asyncio.run(hashing.verify(PASSWORD, cheaper))
    hashing.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        lambda _: "plain text",
        lambda stored: stored[:-5],
        lambda stored: stored[:-1] + "!",
        lambda stored: stored.replace("argon2id", "argon2zz"),
        lambda stored: stored.replace("p=1", "p=0"),
        lambda stored: stored.replace("m=8", "m=1"),
        lambda stored: stored.replace("$m=", "$keyid=x,m="),
        lambda stored: stored + "ü",
    ],
)
def test_a_damaged_hash_is_a_plain_no_and_never_logged(
    passwords: Passwords, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(damage)
    stored = hashed(PASSWORD, CHEAP)
    damaged = damage(stored)
    assert damaged != stored
    with caplog.at_level(logging.DEBUG):
        assert asyncio.run(passwords.verify(PASSWORD, damaged)) is False
    assert stored.split("$")[4] not in caplog.text


def test_nobody_of_that_name_takes_as_long_as_a_wrong_password() -> None:
    hashing = Passwords(Cost(memory_kib=8 * 1024, passes=2))
    stored = asyncio.run(hashing.hash(PASSWORD))
    cheaper = hashed(PASSWORD, Cost(memory_kib=4 * 1024, passes=1))

    def seconds(target: str | None) -> float:
        begun = time.process_time()  # of hashing alone, whatever else the machine does
        assert not asyncio.run(hashing.verify("wrong horse", target))
        return time.process_time() - begun

    rounds = [tuple(map(seconds, (stored, None, "damaged", cheaper))) for _ in range(9)]
    hashing.close()
    known, *others = map(min, zip(*rounds, strict=True))
    assert all(0.6 < other / known < 1.7 for other in others), (known, others)


def test_callers_beyond_the_queue_are_told_to_come_back() -> None:
    hashing = Passwords(Cost(memory_kib=16 * 1024, passes=3), at_once=1, waiting=3)

    async def main() -> list[str | BaseException]:
        return await asyncio.gather(*(hashing.hash(PASSWORD) for _ in range(20)), return_exceptions=True)

    outcomes = asyncio.run(main())
    hashing.close()
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 4
    assert sum(isinstance(outcome, Unavailable) for outcome in outcomes) == 16
