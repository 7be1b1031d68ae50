import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from segue.base.errors import Late, TooManyRequests, Unavailable
from segue.base.threads import BoundedThreads
from segue.base.turns import Turns


@contextmanager
def pool(threads: int = 5, answer_seconds: float = 5) -> Iterator[BoundedThreads]:
    opened = BoundedThreads(
        "test", threads=threads, waiting=99, wait_seconds=9, answer_seconds=answer_seconds, refusal="Hung."
    )
    yield opened
    opened.close()


def turns(
    *, waiting: int = 99, in_all: int = 99, wait_seconds: float = 9, answer_seconds: float = 5
) -> Turns:
    return Turns(
        at_once=2,
        waiting=waiting,
        waiting_in_all=in_all,
        wait_seconds=wait_seconds,
        answer_seconds=answer_seconds,
        refusal="Stuck.",
        overrun="Too many.",
    )


def held_by(gate: threading.Event) -> Callable[[], None]:
    def work() -> None:
        assert gate.wait(10)

    return work


def late() -> None:
    time.sleep(0.05)
    raise Late("Locked.")


def test_one_key_has_two_threads_at_most_and_others_the_rest() -> None:
    gate, fair = threading.Event(), turns()

    async def main() -> None:
        greedy = [asyncio.create_task(fair.run("greedy", threads, held_by(gate))) for _ in range(40)]
        await asyncio.sleep(0)
        others = (fair.run(key, threads, lambda: "served") for key in "abc")
        assert await asyncio.gather(*others) == ["served"] * 3
        assert not any(task.done() for task in greedy)
        gate.set()
        await asyncio.gather(*greedy)

    with pool(threads=3) as threads:
        asyncio.run(main())
    assert fair._lanes == {}  # nobody is remembered who waits for nothing


def test_fairare_given_in_the_order_of_asking() -> None:
    begun: list[int] = []

    async def main() -> None:
        await asyncio.gather(*(fair.run("key", threads, lambda n=n: begun.append(n)) for n in range(50)))  # type: ignore[misc]

    fair = turns()
    with pool(threads=1) as threads:
        asyncio.run(main())
    assert begun == list(range(50))


def test_what_the_work_raises_reaches_its_caller_and_the_next_goes_on() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    async def main() -> None:
        outcomes = await asyncio.gather(
            *(fair.run("key", threads, work) for work in [broken, broken, broken, lambda: None]),
            return_exceptions=True,
        )
        assert [type(outcome) for outcome in outcomes] == [*3 * [ZeroDivisionError], type(None)]

    fair = turns()
    with pool() as threads:
        asyncio.run(main())


def test_a_failure_speaks_for_all_of_its_key_and_for_no_other() -> None:
    async def main() -> None:
        greedy = [asyncio.create_task(fair.run("greedy", threads, late)) for _ in range(20)]
        others = [asyncio.create_task(fair.run(n, threads, lambda: time.sleep(0.02))) for n in range(10)]
        begun = time.monotonic()
        assert await asyncio.gather(*others) == [None] * 10
        for outcome in await asyncio.gather(*greedy, return_exceptions=True):
            assert isinstance(outcome, Unavailable)
        assert time.monotonic() - begun < 0.9  # one behind another would take a second
        assert await fair.run("greedy", threads, lambda: "again") == "again"

    fair = turns()
    with pool(threads=2) as threads:
        asyncio.run(main())


def test_only_so_many_wait_of_a_key_and_of_all() -> None:
    gate, fair = threading.Event(), turns(waiting=2, in_all=3)

    async def main() -> None:
        held = [asyncio.create_task(fair.run("a", threads, held_by(gate))) for _ in range(4)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyRequests, match="Too many"):
            await fair.run("a", threads, lambda: None)
        held += [asyncio.create_task(fair.run("b", threads, held_by(gate))) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyRequests):
            await fair.run("b", threads, lambda: None)
        gate.set()
        await asyncio.gather(*held)

    with pool() as threads:
        asyncio.run(main())
    assert fair._n_waiting == 0


def test_turns_that_come_are_waited_for_longer_than_turns_that_do_not() -> None:
    async def main() -> None:
        moving = (fair.run("key", threads, lambda: time.sleep(0.05)) for _ in range(20))
        assert await asyncio.gather(*moving) == [None] * 20
        stuck = [asyncio.create_task(fair.run("key", threads, held_by(gate))) for _ in range(2)]
        await asyncio.sleep(0)
        begun = time.monotonic()
        with pytest.raises(Unavailable, match="Stuck"):
            await fair.run("key", threads, lambda: None)
        assert 0.15 < time.monotonic() - begun < 1
        gate.set()
        await asyncio.gather(*stuck)

    gate, fair = threading.Event(), turns(answer_seconds=0.2)
    with pool() as threads:
        asyncio.run(main())


def test_a_call_that_hangs_keeps_its_turn_when_its_caller_was_answered() -> None:
    gate, fair = threading.Event(), turns(answer_seconds=0.1)

    async def main() -> None:
        for _ in range(2):
            with pytest.raises(Unavailable):
                await fair.run("key", threads, held_by(gate))
        with pytest.raises(Unavailable, match="Stuck"):
            await fair.run("key", threads, lambda: None)
        gate.set()
        await asyncio.sleep(0.1)
        assert await fair.run("key", threads, lambda: "free") == "free"

    with pool(answer_seconds=0.05) as threads:
        asyncio.run(main())
    assert fair._lanes == {}


def test_who_is_cancelled_leaves_the_queue_and_a_turn_just_given_goes_to_the_next() -> None:
    gate, fair = threading.Event(), turns()

    async def main() -> None:
        held = [asyncio.create_task(fair.run("key", threads, held_by(gate))) for _ in range(2)]
        waiting = [asyncio.create_task(fair.run("key", threads, lambda: "done")) for _ in range(6)]
        await asyncio.sleep(0.01)
        waiting[0].cancel()
        await asyncio.sleep(0)
        first = fair._lanes["key"].waiting[0]
        first.add_done_callback(lambda _: waiting[1].cancel())  # its turn has come; it does not know yet
        gate.set()
        outcomes = await asyncio.gather(*held, *waiting, return_exceptions=True)
        assert [str(outcome) for outcome in outcomes[4:]] == 4 * ["done"]

    with pool() as threads:
        asyncio.run(main())
    assert (fair._lanes, fair._n_waiting) == ({}, 0)


def test_a_turn_is_given_back_when_the_threads_refuse() -> None:
    async def main() -> None:
        for _ in range(5):
            with pytest.raises(Unavailable):
                await fair.run("key", threads, lambda: None)
        await asyncio.sleep(0)

    fair = turns()
    with pool() as threads:
        threads.close()
        asyncio.run(main())
    assert fair._lanes == {}
