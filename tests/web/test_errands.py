import asyncio
from threading import Event

import pytest

from segue.base.errors import Unavailable
from segue.web.errands import Errands


def test_an_errand_gives_what_it_returns_or_raises() -> None:
    errands = Errands()

    def fail() -> None:
        raise LookupError

    assert asyncio.run(errands.run(lambda: 7)) == 7
    with pytest.raises(LookupError):
        asyncio.run(errands.run(fail))
    errands.close()
    with pytest.raises(Unavailable):
        asyncio.run(errands.run(lambda: 7))


def test_who_finds_too_many_waiting_is_told_to_come_back() -> None:
    errands, go_on = Errands(threads=1, waiting=1), Event()

    async def crowd() -> list[bool | BaseException]:
        asking = [asyncio.create_task(errands.run(lambda: go_on.wait(10))) for _ in range(3)]
        await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        go_on.set()
        return await asyncio.gather(*asking, return_exceptions=True)

    outcomes = asyncio.run(crowd())
    errands.close()
    assert outcomes[:2] == [True, True]
    assert isinstance(outcomes[2], Unavailable)
