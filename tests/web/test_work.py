import asyncio
import threading
from typing import Any

import pytest

from segue.base.errors import Unavailable
from segue.web import work
from segue.web.serving import Serving
from segue.web.work import Work


async def _run(serving: Serving, *, at_once: int = 1) -> list[int]:
    pool = Work(threads=1, waiting=1)
    try:
        return await asyncio.gather(*(pool.run(serving, threading.get_ident) for _ in range(at_once)))
    finally:
        pool.close()


def test_answers_from_a_small_release_are_computed_in_place(serving: Serving) -> None:
    assert asyncio.run(_run(serving, at_once=9)) == [threading.get_ident()] * 9


@pytest.mark.parametrize("costly", [{"resolved": 51}, {"quick": False}])
def test_many_ids_and_what_is_not_quick_are_left_to_a_thread(
    serving: Serving, costly: dict[str, Any]
) -> None:
    async def ident() -> int:
        pool = Work()
        try:
            return await pool.run(serving, threading.get_ident, **costly)
        finally:
            pool.close()

    assert asyncio.run(ident()) != threading.get_ident()


def test_answers_from_a_large_release_are_computed_in_a_thread(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MOST_IN_PLACE", 0)
    (ident,) = asyncio.run(_run(serving))
    assert ident != threading.get_ident()


def test_too_many_at_once_are_told_to_come_back(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_IN_PLACE", 0)
    with pytest.raises(Unavailable, match="Try again"):
        asyncio.run(_run(serving, at_once=9))
