"""Turns at a few threads: one of many that share them is given two at a time, however much it asks."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from segue.base.errors import TooManyRequests, Unavailable
from segue.base.threads import BoundedThreads

T = TypeVar("T")


class Turns:
    """Keeps those who ask for much from those who ask for little.

    Of each key a few calls are with the threads, under way or waiting for one. Its further ones wait here, in
    the order of asking, and take no thread. What goes wrong is kept within a key as well: a call that ends in
    :class:`Unavailable` speaks for all of its key who wait here, and for no other.

    As in :class:`BoundedThreads`, the patience of who waits begins anew with every call of the key that ends,
    and a call whose caller was answered early keeps its turn until it has ended. For one event loop.

    Args:
        at_once: Calls of one key that are with the threads.
        waiting: Calls of one key that may wait here; one more is refused at once.
        waiting_in_all: Calls of all keys that may.
        wait_seconds: Longest wait here, though the calls before end well.
        answer_seconds: The patience: longest wait while none of them ends.
        refusal: The sentence who waited in vain reads.
        overrun: The sentence who may not wait reads.
    """

    def __init__(
        self,
        *,
        at_once: int,
        waiting: int,
        waiting_in_all: int,
        wait_seconds: float,
        answer_seconds: float,
        refusal: str,
        overrun: str,
    ) -> None:
        self._at_once, self._waiting, self._waiting_in_all = at_once, waiting, waiting_in_all
        self._wait_seconds, self._answer_seconds = wait_seconds, answer_seconds
        self._refusal, self._overrun = refusal, overrun
        self._lanes: dict[Hashable, _Lane] = {}
        self._n_waiting = 0

    async def run(self, key: Hashable, threads: BoundedThreads, work: Callable[[], T]) -> T:
        """Call ``work`` in one of the threads when it is the turn of its key.

        Raises what :meth:`BoundedThreads.run` does; :class:`Unavailable` too when the calls before it fail or
        stand still, and :class:`TooManyRequests` when too many wait. Who is cancelled leaves the queue.
        """
        lane = self._lanes.setdefault(key, _Lane())
        if lane.under_way < self._at_once:
            lane.under_way += 1
        else:
            await self._wait(key, lane)
        try:
            return await threads.run(work, ended=partial(self._pass_on, key, lane))
        except Unavailable:
            lane.refuse_all()
            raise
        finally:
            lane.moved_at = time.monotonic()

    async def _wait(self, key: Hashable, lane: "_Lane") -> None:
        """Return once a turn is ours."""
        if len(lane.waiting) >= self._waiting or self._n_waiting >= self._waiting_in_all:
            raise TooManyRequests(self._overrun)
        place: _Place = asyncio.get_running_loop().create_future()
        lane.waiting.append(place)
        self._n_waiting += 1
        try:
            if not await self._outcome(lane, place):
                raise Unavailable(self._refusal)
        except asyncio.CancelledError:
            if place.done() and place.result():
                self._pass_on(key, lane)
            raise
        finally:
            self._n_waiting -= 1
            if not place.done():
                lane.waiting.remove(place)

    async def _outcome(self, lane: "_Lane", place: "_Place") -> bool:
        asked_at = time.monotonic()
        while not place.done():
            since = max(asked_at, lane.moved_at)
            until = min(asked_at + self._wait_seconds, since + self._answer_seconds)
            seconds = until - time.monotonic()
            if seconds <= 0:
                return False
            await asyncio.wait({place}, timeout=seconds)
        return place.result()

    def _pass_on(self, key: Hashable, lane: "_Lane") -> None:
        """Give a turn to the next, or back; a key without any is forgotten."""
        if lane.waiting:
            lane.waiting.popleft().set_result(True)
            return
        lane.under_way -= 1
        if not lane.under_way:
            del self._lanes[key]


_Place = asyncio.Future[bool]
"""Of one who waits: whether the turn is theirs, once that is known."""


@dataclass
class _Lane:
    """The calls of one key.

    Attributes:
        under_way: Turns that are taken.
        waiting: Those who wait for one, the first first; none of them is done.
        moved_at: When one of its calls was last answered, by the monotonic clock.
    """

    under_way: int = 0
    waiting: deque[_Place] = field(default_factory=deque)
    moved_at: float = float("-inf")

    def refuse_all(self) -> None:
        while self.waiting:
            self.waiting.popleft().set_result(False)
