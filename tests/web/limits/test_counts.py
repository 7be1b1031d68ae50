import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator

import pytest

from segue.base.breakers import Breaker
from segue.web.limits.counts import Counts
from segue.web.limits.rates import Rate, Spent
from segue.web.limits.shared import RedisBuckets
from tests.services.redis import RedisServer

RATE = Rate("account", 60)
PATIENCE_SECONDS = 1.0
"""Two timeouts of 0.2 on a busy machine; with its own defaults, redis-py takes 3 s for a refused port."""


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Worker:
    """What one process counts, with a clock for its breaker."""

    def __init__(self, url: str) -> None:
        self.clock = Clock()
        self.breaker = Breaker("redis", pause_seconds=5, clock=self.clock)
        self.counts = Counts("a secret", shared=RedisBuckets(url), breaker=self.breaker)
        self.payer = uuid.uuid4().hex

    async def remaining(self) -> int:
        """What is left after one more request, which never waits long for the count."""
        began = time.monotonic()
        spent = await self.counts.spend(RATE, self.payer)
        assert time.monotonic() - began < PATIENCE_SECONDS
        return spent.quota.remaining


def with_worker(url: str, ask: Callable[[Worker], Awaitable[None]]) -> None:
    async def run() -> None:
        worker = Worker(url)
        try:
            await ask(worker)
        finally:
            await worker.counts.close()

    asyncio.run(run())


@pytest.fixture
def server(redis_server: RedisServer) -> Iterator[RedisServer]:
    yield redis_server
    redis_server.restore()


def test_a_redis_that_stops_and_comes_back_is_missed_once_and_found_again(
    server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def ask(worker: Worker) -> None:
        assert [await worker.remaining() for _ in range(2)] == [59, 58]
        server.stop()
        assert [await worker.remaining() for _ in range(3)] == [59, 58, 57]  # counted here
        server.start()  # empty
        assert await worker.remaining() == 56
        worker.clock.now = 5.0
        assert await worker.remaining() == 59

    with caplog.at_level(logging.INFO, "segue"):
        with_worker(server.url, ask)
    assert [record.message for record in caplog.records] == ["service is away", "service is back"]
    assert server.url not in caplog.text


def test_a_redis_that_says_nothing_costs_one_request_a_moment(server: RedisServer) -> None:
    async def ask(worker: Worker) -> None:
        assert await worker.remaining() == 59
        server.pause()
        assert await worker.remaining() == 59
        began = time.monotonic()
        assert [await worker.remaining() for _ in range(50)] == list(range(58, 8, -1))
        assert time.monotonic() - began < PATIENCE_SECONDS
        worker.clock.now = 5.0
        answers = await asyncio.gather(*(worker.remaining() for _ in range(8)))  # one of them asks again
        assert sorted(answers) == list(range(1, 9))
        server.resume()
        worker.clock.now = 20.0
        assert await worker.remaining() >= 56  # it also reads what was sent to it meanwhile
        assert all(worker.breaker.allows() for _ in range(2))

    with_worker(server.url, ask)


def test_a_port_where_nobody_listens_is_no_failure_of_a_request() -> None:
    async def ask(worker: Worker) -> None:
        assert [await worker.remaining() for _ in range(3)] == [59, 58, 57]
        assert not worker.breaker.allows()

    with_worker("redis://127.0.0.1:1/0", ask)


def test_keys_are_digests(redis_url: str) -> None:
    seen: list[str] = []

    class Seen(RedisBuckets):
        async def spend(self, rate: Rate, key: str) -> Spent:
            seen.append(key)
            return await super().spend(rate, key)

    async def run() -> None:
        counts = Counts("a secret", shared=Seen(redis_url))
        await counts.spend(RATE, "192.0.2.1")
        await counts.spend(Rate("address", 60), "192.0.2.1")
        await counts.close()

    asyncio.run(run())
    assert len(set(seen)) == 2
    assert all(len(key) == 32 and set(key) <= set("0123456789abcdef") for key in seen)


def test_without_redis_each_process_counts_for_itself() -> None:
    counts = Counts("a secret")
    spent = [asyncio.run(counts.spend(RATE, payer)).quota.remaining for payer in ("ana", "ana", "eve")]
    assert spent == [59, 58, 59]
