import asyncio
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from segue.base.errors import BadRequest, Unavailable
from segue.web.work import MOST_SECONDS_IN_PLACE, TRIED_BELOW, TRIED_EVERY, Work


def busy(seconds: float) -> int:
    """Compute for so long; gives the thread it was done in."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
    return threading.get_ident()


def in_place(costs: list[float], **options: Any) -> list[bool]:
    """Whether answers of one kind, which cost so many seconds each, are computed in place."""

    async def run() -> list[bool]:
        work, here = Work(), threading.get_ident()
        try:
            return [await work.run("kind", partial(busy, cost), **options) == here for cost in costs]
        finally:
            work.close()

    return asyncio.run(run())


SLOW = 3 * MOST_SECONDS_IN_PLACE


def test_what_is_known_to_be_quick_is_computed_in_place() -> None:
    assert in_place([0, 0, 0]) == [False, True, True]


def test_what_was_slow_once_stays_in_place() -> None:
    assert in_place([0, 0, SLOW, 0, 0]) == [False, True, True, True, True]


def test_what_is_slow_again_and_again_is_left_to_threads_for_a_while() -> None:
    places = in_place([0, 0, *[SLOW] * 10, *[0] * 9])
    assert places[:4] == [False, True, True, True]
    assert places[11:13] == [False, False]
    assert places[-1]


def test_what_stays_slow_is_tried_in_place_now_and_then() -> None:
    places = in_place([SLOW] * (2 * TRIED_EVERY + 1))
    assert [at for at, here in enumerate(places) if here] == [TRIED_EVERY, 2 * TRIED_EVERY]


def test_what_takes_far_too_long_is_never_tried() -> None:
    assert not any(in_place([1.5 * TRIED_BELOW] * (TRIED_EVERY + 2)))


def test_waiting_in_a_thread_does_not_count_as_being_slow() -> None:
    """Slow while others take Python's lock, and quick in place."""

    async def run() -> list[bool]:
        work, here, places = Work(), threading.get_ident(), list[bool]()

        def compute() -> bool:
            in_place = threading.get_ident() == here
            busy(0 if in_place else SLOW)
            return in_place

        try:
            places.extend([await work.run("kind", compute) for _ in range(3 * TRIED_EVERY)])
        finally:
            work.close()
        return places

    places = asyncio.run(run())
    assert places[TRIED_EVERY]
    assert places[-1]


def test_kinds_are_judged_each_by_itself() -> None:
    async def run() -> bool:
        work = Work()
        try:
            await work.run("quick", lambda: busy(0))
            await work.run("slow", lambda: busy(SLOW))
            return await work.run("quick", lambda: busy(0)) == threading.get_ident()
        finally:
            work.close()

    assert asyncio.run(run())


@pytest.mark.parametrize("costly", [{"resolved": 51}, {"quick": False}])
def test_many_ids_and_what_may_take_long_are_left_to_a_thread(costly: dict[str, Any]) -> None:
    assert not any(in_place([0, 0, 0], **costly))


def test_a_refusal_is_passed_on_from_either_place() -> None:
    def refuse() -> None:
        raise BadRequest("no")

    async def run() -> None:
        work = Work()
        try:
            for _ in range(3):
                with pytest.raises(BadRequest):
                    await work.run("kind", refuse)
        finally:
            work.close()

    asyncio.run(run())


def test_too_many_at_once_are_told_to_come_back() -> None:
    async def run() -> None:
        work = Work(threads=1, waiting=1)
        wait: Callable[[], None] = lambda: time.sleep(0.05)  # noqa: E731 - shorter so
        try:
            await asyncio.gather(*(work.run("kind", wait) for _ in range(9)))
        finally:
            work.close()

    with pytest.raises(Unavailable, match="Try again"):
        asyncio.run(run())
