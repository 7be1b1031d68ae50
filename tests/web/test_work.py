import asyncio
import threading

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


def test_many_ids_are_resolved_in_a_thread(serving: Serving) -> None:
    async def ident() -> int:
        pool = Work()
        try:
            return await pool.run(serving, threading.get_ident, resolved=51)
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
