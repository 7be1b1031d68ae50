import asyncio
import contextlib
import contextvars
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from segue.base.errors import Late, Unavailable
from segue.base.threads import BoundedThreads


@contextmanager
def bounded(
    *, threads: int = 2, waiting: int = 2, wait_seconds: float = 5, answer_seconds: float = 10
) -> Iterator[BoundedThreads]:
    pool = BoundedThreads(
        "test",
        threads=threads,
        waiting=waiting,
        wait_seconds=wait_seconds,
        answer_seconds=answer_seconds,
        refusal="Come back later.",
    )
    yield pool
    pool.close()


def held_by(gate: threading.Event) -> Callable[[], None]:
    def work() -> None:
        assert gate.wait(10)

    return work


def test_what_the_work_returns_or_raises_reaches_the_caller() -> None:
    def broken() -> int:
        raise ZeroDivisionError

    async def main() -> None:
        assert await pool.run(lambda: 6 * 7) == 42
        with pytest.raises(ZeroDivisionError):
            await pool.run(broken)

    with bounded() as pool:
        asyncio.run(main())


def test_work_sees_the_context_of_its_caller() -> None:
    request_id = contextvars.ContextVar("request_id", default="none")

    async def main() -> None:
        request_id.set("r-1")
        assert await pool.run(request_id.get) == "r-1"

    with bounded() as pool:
        asyncio.run(main())


def test_no_more_calls_are_under_way_than_there_are_threads() -> None:
    lock, under_way, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        threading.Event().wait(0.01)
        with lock:
            under_way -= 1

    async def main() -> None:
        await asyncio.gather(*(pool.run(work) for _ in range(20)))

    with bounded(threads=3, waiting=20) as pool:
        asyncio.run(main())
    assert most == 3


def test_a_caller_beyond_the_queue_is_refused_at_once_and_places_come_free_again() -> None:
    gate = threading.Event()

    async def main() -> None:
        calls = [asyncio.create_task(pool.run(held_by(gate))) for _ in range(4)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable, match="Come back later"):
            await pool.run(lambda: None)
        gate.set()
        await asyncio.gather(*calls)
        assert await pool.run(lambda: "free") == "free"

    with bounded(threads=2, waiting=2) as pool:
        asyncio.run(main())


def test_waiting_for_a_thread_ends_and_the_work_is_never_begun() -> None:
    gate, begun = threading.Event(), threading.Event()

    async def main() -> None:
        slow = asyncio.create_task(pool.run(held_by(gate)))
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await pool.run(begun.set)
        gate.set()
        await slow

    with bounded(threads=1, wait_seconds=0.05) as pool:
        asyncio.run(main())
    assert not begun.is_set()


def test_who_comes_later_may_lose_patience_sooner() -> None:
    gate = threading.Event()

    async def main() -> None:
        slow = asyncio.create_task(pool.run(held_by(gate)))
        await asyncio.sleep(0.1)  # by now its own patience, of ten seconds, is what is watched
        begun = time.monotonic()
        with pytest.raises(Unavailable):
            await pool.run(lambda: None)
        assert 0.04 < time.monotonic() - begun < 1
        gate.set()
        await slow

    with bounded(threads=1, wait_seconds=0.05) as pool:
        asyncio.run(main())


def test_another_event_loop_finds_all_places_and_a_watch_of_its_own() -> None:
    gate = threading.Event()

    async def leave_behind() -> None:
        asyncio.create_task(pool.run(held_by(gate)))  # noqa: RUF006 - it ends with the loop
        await asyncio.sleep(0.01)

    async def main() -> None:
        gate.set()
        assert await asyncio.gather(*(pool.run(lambda: "served") for _ in range(3))) == 3 * ["served"]
        gate.clear()
        with pytest.raises(Unavailable):
            await pool.run(held_by(gate))
        gate.set()

    with bounded(threads=1, waiting=3, wait_seconds=0.3, answer_seconds=0.3) as pool:
        asyncio.run(leave_behind())
        asyncio.run(main())


def test_the_end_is_told_once_after_the_caller_was_answered() -> None:
    gate, told = threading.Event(), list[str]()

    async def ask(name: str, work: Callable[[], None]) -> None:
        with contextlib.suppress(Unavailable, asyncio.CancelledError):
            await pool.run(work, ended=lambda: told.append(f"{name} ended"))
        told.append(f"{name} answered")

    async def main() -> None:
        await ask("quick", lambda: None)
        slow = asyncio.create_task(ask("slow", held_by(gate)))
        await asyncio.sleep(0)
        late, left = (asyncio.create_task(ask(name, lambda: None)) for name in ("late", "left"))
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.gather(left, late)
        await asyncio.sleep(0)
        gate.set()
        await slow
        await asyncio.sleep(0.01)

    with bounded(threads=1, wait_seconds=0.05) as pool:
        asyncio.run(main())
    assert sorted(told) == sorted(
        f"{name} {what}" for name in ("quick", "slow", "late", "left") for what in ("ended", "answered")
    )
    for name in ("quick", "slow", "late", "left"):
        assert told.index(f"{name} answered") < told.index(f"{name} ended")


def test_a_queue_that_moves_is_waited_for_longer_than_one_that_stands_still() -> None:
    async def main() -> None:
        calls = (pool.run(lambda: time.sleep(0.05)) for _ in range(20))
        assert await asyncio.gather(*calls) == [None] * 20

    with bounded(threads=1, waiting=20, wait_seconds=10, answer_seconds=0.4) as pool:
        begun = time.monotonic()
        asyncio.run(main())
        assert time.monotonic() - begun > 0.8


def test_callers_behind_calls_that_hang_are_refused_together_with_theirs() -> None:
    gate = threading.Event()

    async def main() -> None:
        calls = [asyncio.create_task(pool.run(held_by(gate))) for _ in range(4)]
        begun = time.monotonic()
        for outcome in await asyncio.gather(*calls, return_exceptions=True):
            assert isinstance(outcome, Unavailable)
        assert 0.2 < time.monotonic() - begun < 1
        gate.set()

    with bounded(threads=2, waiting=2, wait_seconds=10, answer_seconds=0.25) as pool:
        asyncio.run(main())


def test_a_call_that_fails_speaks_for_all_who_wait() -> None:
    def locked() -> None:
        time.sleep(0.2)
        raise Unavailable("It is locked.")

    async def ask(work: Callable[[], None]) -> float:
        begun = time.monotonic()
        with contextlib.suppress(Unavailable):
            await pool.run(work)
        return time.monotonic() - begun

    async def main() -> None:
        works = [locked, lambda: None] * 10
        assert max(await asyncio.gather(*map(ask, works))) < 1  # one behind another, they would take two
        assert await pool.run(lambda: "open again") == "open again"

    with bounded(threads=1, waiting=20) as pool:
        asyncio.run(main())


def test_a_call_that_is_late_speaks_for_itself_alone() -> None:
    def late() -> None:
        raise Late("It took too long.")

    async def main() -> None:
        outcomes = await asyncio.gather(
            *(pool.run(work) for work in [late, lambda: None] * 10), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [Late, type(None)] * 10

    with bounded(threads=1, waiting=20) as pool:
        asyncio.run(main())


def test_calls_that_are_late_one_behind_another_do_not_make_a_queue_that_moves() -> None:
    def late() -> None:
        time.sleep(0.1)
        raise Late("It took too long.")

    async def main() -> None:
        begun = time.monotonic()
        await asyncio.gather(*(pool.run(late) for _ in range(20)), return_exceptions=True)
        assert time.monotonic() - begun < 1

    with bounded(threads=1, waiting=20, answer_seconds=0.25) as pool:
        asyncio.run(main())


def test_work_that_hangs_is_left_alone_and_its_late_failure_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gate = threading.Event()

    def hang() -> None:
        gate.wait(10)
        raise ConnectionError

    async def main() -> None:
        with pytest.raises(Unavailable):
            await pool.run(hang)

    with caplog.at_level(logging.WARNING), bounded(wait_seconds=0.02, answer_seconds=0.05) as pool:
        asyncio.run(main())
        assert not caplog.records
        gate.set()
    assert [record.getMessage() for record in caplog.records] == ["an abandoned call failed"]


def test_a_cancelled_caller_leaves_the_queue() -> None:
    gate, begun = threading.Event(), threading.Event()

    async def main() -> None:
        slow = asyncio.create_task(pool.run(held_by(gate)))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(pool.run(begun.set))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        gate.set()
        await slow

    with bounded(threads=1) as pool:
        asyncio.run(main())
    assert not begun.is_set()


def test_after_closing_callers_are_refused() -> None:
    async def main() -> None:
        with pytest.raises(Unavailable):
            await pool.run(lambda: None)

    with bounded(threads=1, waiting=0) as pool:
        pool.close()
        for _ in range(3):
            asyncio.run(main())


def test_closing_does_not_wait_longer_than_any_caller_would(caplog: pytest.LogCaptureFixture) -> None:
    gate = threading.Event()

    async def main() -> None:
        with pytest.raises(Unavailable):
            await pool.run(held_by(gate))

    with bounded(threads=1, wait_seconds=0.02, answer_seconds=0.05) as pool:
        asyncio.run(main())
        begun = time.monotonic()
        pool.close()
        assert time.monotonic() - begun < 5
        assert [record.getMessage() for record in caplog.records] == ["closed while a call was under way"]
        gate.set()
