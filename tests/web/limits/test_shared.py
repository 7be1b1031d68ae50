import asyncio
import uuid
from collections.abc import Awaitable, Callable

import pytest
from redis import Redis

from segue.base.errors import DataError
from segue.web.limits.rates import Rate, Spent, Unreachable
from segue.web.limits.shared import RedisBuckets

RATE = Rate("account", 60)


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex


def with_two(url: str, ask: Callable[[RedisBuckets, RedisBuckets], Awaitable[list[Spent]]]) -> list[Spent]:
    """What two workers are told."""

    async def run() -> list[Spent]:
        one, other = RedisBuckets(url), RedisBuckets(url)
        try:
            return await ask(one, other)
        finally:
            await one.close()
            await other.close()

    return asyncio.run(run())


def test_workers_share_a_bucket(redis_url: str, key: str) -> None:
    async def ask(one: RedisBuckets, other: RedisBuckets) -> list[Spent]:
        return [await worker.spend(RATE, key) for _ in range(3) for worker in (one, other)]

    spent = with_two(redis_url, ask)
    assert [one.quota.remaining for one in spent] == [59, 58, 57, 56, 55, 54]
    assert {one.wait_seconds for one in spent} == {0}


def test_of_many_at_once_exactly_the_limit_comes_in(redis_url: str, key: str) -> None:
    async def ask(one: RedisBuckets, other: RedisBuckets) -> list[Spent]:
        return await asyncio.gather(*(worker.spend(RATE, key) for _ in range(40) for worker in (one, other)))

    spent = with_two(redis_url, ask)
    # some are given back while this runs
    assert 60 <= sum(one.wait_seconds == 0 for one in spent) <= 63
    assert max(one.wait_seconds for one in spent) <= RATE.interval


def test_what_is_stored_is_small_and_goes_by_itself(redis_url: str, key: str) -> None:
    async def ask(one: RedisBuckets, _: RedisBuckets) -> list[Spent]:
        return [await one.spend(RATE, key)]

    with_two(redis_url, ask)
    with Redis.from_url(redis_url) as client:
        assert float(client.get(f"segue:rate:{key}")) > 0
        assert client.strlen(f"segue:rate:{key}") <= 20
        assert 0 < client.pttl(f"segue:rate:{key}") <= 1000


@pytest.mark.parametrize("stored", ["", "no number", "nan", "inf", "1e300", "-1e300", "9" * 100_000])
def test_nothing_that_stands_there_keeps_anyone_out(redis_url: str, key: str, stored: str) -> None:
    with Redis.from_url(redis_url) as client:
        client.set(f"segue:rate:{key}", stored)

    async def ask(one: RedisBuckets, _: RedisBuckets) -> list[Spent]:
        return [await one.spend(RATE, key)]

    assert with_two(redis_url, ask)[0].wait_seconds <= RATE.interval


def test_scripts_that_redis_has_lost_are_sent_again(redis_url: str, key: str) -> None:
    async def ask(one: RedisBuckets, _: RedisBuckets) -> list[Spent]:
        before = await one.spend(RATE, key)
        with Redis.from_url(redis_url) as client:
            client.script_flush()
        return [before, await one.spend(RATE, key)]

    assert [one.quota.remaining for one in with_two(redis_url, ask)] == [59, 58]


def test_a_key_of_another_kind_is_a_failure_without_its_content(redis_url: str, key: str) -> None:
    with Redis.from_url(redis_url) as client:
        client.rpush(f"segue:rate:{key}", "a list")

    async def ask(one: RedisBuckets, _: RedisBuckets) -> list[Spent]:
        return [await one.spend(RATE, key)]

    with pytest.raises(Unreachable, match=r"^ResponseError$"):
        with_two(redis_url, ask)


@pytest.mark.parametrize(
    "url", ["localhost:6379", "http://x", "redis://host:port", "redis://h/?socket_timeout=x"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DataError, match="REDIS_URL") as raised:
        RedisBuckets(url)
    assert url not in str(raised.value)
