"""Blocking work done in a few threads, without letting callers pile up behind it."""

import asyncio
import contextvars
import logging
import math
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from segue.base.daemons import DaemonThreads
from segue.base.errors import Late, Unavailable

T = TypeVar("T")

logger = logging.getLogger(__name__)


class BoundedThreads:
    """A small pool for blocking calls made from ``async`` code.

    Starlette's own pool has 40 threads and no end to its queue: enough to exhaust memory with password
    hashes, or to leave every request waiting behind a database that hangs. Here both are limits, and a caller
    beyond them is told to come back.

    A queue that moves may be waited for, one that stands still is refused: the patience of a caller begins
    anew with every call that ends while its own is waiting. A call that ends in :class:`Unavailable` speaks
    for all: whoever waits then is refused too, and not left to find out one behind another. One that ends in
    :class:`Late` speaks for itself alone, and is no sign that the queue moves.

    A call that has begun can't be stopped. When it outlasts its caller's patience the caller is answered and
    the thread stays taken until the call ends, so the number of calls under way never exceeds ``threads``.

    For one event loop at a time. One timer watches over the patience of all; with a timer, two futures and a
    semaphore for each call, handing over cost 36 µs instead of 24, of which 19 are the waking of two threads
    (docs/decisions/0027).

    Args:
        name: Shown in thread names.
        threads: Calls under way at once.
        waiting: Callers that may wait for a thread; one more is refused at once.
        wait_seconds: Longest wait for a thread, though the queue moves.
        answer_seconds: The patience: longest time from asking to answer in a queue that does not move.
        refusal: The sentence a refused caller reads.
    """

    def __init__(
        self,
        name: str,
        *,
        threads: int,
        waiting: int,
        wait_seconds: float,
        answer_seconds: float,
        refusal: str,
    ) -> None:
        self._threads = DaemonThreads(name, threads)
        self._most = threads + waiting
        # All that have a place: until they have ended, or are known never to begin. Threads take calls out
        # too: single steps of a set, and a copy of it, are whole under Python's lock.
        self._calls: set[_Call[Any]] = set()
        self._wait_seconds, self._answer_seconds = wait_seconds, answer_seconds
        self._refusal = refusal
        self._moved_at = self._failed_at = -math.inf
        self._watching: asyncio.TimerHandle | None = None
        self._watched: asyncio.AbstractEventLoop | None = None
        self._looks_at = math.inf

    async def run(self, work: Callable[[], T], *, ended: Callable[[], None] | None = None) -> T:
        """Call ``work`` in a thread and give back what it returns or raises.

        Context variables are those of the caller. Raises :class:`Unavailable` when the limits say so. A
        caller that is cancelled leaves the queue; work that has begun goes on to its end. ``ended`` is called
        once, on the event loop, when the work has ended or is known never to begin; a caller who is answered
        by then is answered first.
        """
        call = _Call(work, ended)
        try:
            self._submit(call)
        except Unavailable:
            call.end()
            raise
        try:
            return await call.outcome
        except asyncio.CancelledError:
            if call.outcome.done() and not call.outcome.cancelled():
                call.outcome.exception()  # it came too late to be heard
            if self._withdraw(call):
                call.end()
            raise

    def _submit(self, call: "_Call[T]") -> None:
        if len(self._calls) >= self._most:
            raise Unavailable(self._refusal)
        self._calls.add(call)
        try:
            self._threads.submit(lambda: self._carry_out(call))
        except RuntimeError:  # closed: the process is stopping
            self._calls.discard(call)
            raise Unavailable(self._refusal) from None
        self._watch(call.asked_at + min(self._wait_seconds, self._answer_seconds), call.loop)

    def _carry_out(self, call: "_Call[T]") -> None:
        """In a thread: do the work, if its caller has not left, and tell."""
        if not call.taken.acquire(blocking=False):
            return
        result: T | None = None
        failure: BaseException | None = None
        try:
            result = self._result(call)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits
            failure = error
        self._calls.discard(call)
        try:
            call.loop.call_soon_threadsafe(call.settle, result, failure)
        except RuntimeError:  # the loop has ended, and its callers with it
            _report_abandoned(failure)
        del failure  # its traceback holds this frame

    def _result(self, call: "_Call[T]") -> T:
        if self._failed_at > call.asked_at:
            raise Unavailable(self._refusal)
        call.since = max(call.asked_at, self._moved_at)
        try:
            result = call.work()
        except Late:
            raise
        except Unavailable:
            self._failed_at = self._moved_at = time.monotonic()
            raise
        except BaseException:
            self._moved_at = time.monotonic()
            raise
        self._moved_at = time.monotonic()
        return result

    def _withdraw(self, call: "_Call[T]") -> bool:
        """Whether a call is known now never to begin."""
        if not call.taken.acquire(blocking=False):
            return False
        self._calls.discard(call)
        return True

    def _watch(self, moment: float, loop: asyncio.AbstractEventLoop) -> None:
        """Look after the callers at a moment, or before. Their deadlines move to later moments only."""
        if loop is self._watched and moment >= self._looks_at:
            return
        if loop is self._watched and self._watching is not None:
            self._watching.cancel()
        self._watched, self._looks_at = loop, moment
        self._watching = loop.call_later(max(0.0, moment - time.monotonic()), self._look)

    def _look(self) -> None:
        """Refuse those whose patience is at its end, and look again when that of others may be."""
        self._looks_at, loop = math.inf, self._watched
        now, soonest = time.monotonic(), math.inf
        for call in list(self._calls):
            if call.outcome.done() or call.loop is not loop:
                continue
            begun = call.since is not None
            deadline = self._deadline(call)
            if deadline > now:
                soonest = min(soonest, deadline)
            elif begun:  # it ends when it ends
                call.outcome.set_exception(Unavailable(self._refusal))
            elif self._withdraw(call):
                call.outcome.set_exception(Unavailable(self._refusal))
                call.end()
            else:
                soonest = now + _GLANCE_SECONDS
        if loop is not None and soonest < math.inf:
            self._watch(soonest, loop)

    def _deadline(self, call: "_Call[Any]") -> float:
        """When its caller is told to come back, as things stand now."""
        if call.since is not None:
            return call.since + self._answer_seconds
        since = max(call.asked_at, self._moved_at)
        return min(call.asked_at + self._wait_seconds, since + self._answer_seconds)

    def close(self) -> None:
        """Refuse new work, drop what is waiting and let what is under way finish.

        It is left behind once nobody can be waiting for it any more, or a call that hangs would keep the
        process from ending.
        """
        if not self._threads.close(self._answer_seconds):
            logger.warning("closed while a call was under way")


_GLANCE_SECONDS = 0.001
"""Between two looks at a call that is just being begun."""


class _Call(Generic[T]):
    """Work that was asked for, on the event loop of who asks.

    Attributes:
        loop: Where its caller waits.
        outcome: What its caller is told.
        asked_at: When, by the monotonic clock.
        since: From when on its caller's patience has run, once the call has begun; ``None`` before.
        taken: Acquired once: by the thread that begins it, or by who takes it back.
    """

    __slots__ = ("_context", "_ended", "_work", "asked_at", "loop", "outcome", "since", "taken")

    def __init__(self, work: Callable[[], T], ended: Callable[[], None] | None) -> None:
        self.loop = asyncio.get_running_loop()
        self.outcome: asyncio.Future[T] = self.loop.create_future()
        self.asked_at = time.monotonic()
        self.since: float | None = None
        self.taken = threading.Lock()
        self._work, self._ended = work, ended
        self._context = contextvars.copy_context()

    def work(self) -> T:
        return self._context.run(self._work)

    def settle(self, result: Any, failure: BaseException | None) -> None:
        """Tell how it ended."""
        if self.outcome.done():
            _report_abandoned(failure)
        elif failure is None:
            self.outcome.set_result(result)
        else:
            self.outcome.set_exception(failure)
        self.end()

    def end(self) -> None:
        """Say that it is over, after its caller was told."""
        if self._ended is not None:
            self.loop.call_soon(self._ended)


def _report_abandoned(failure: BaseException | None) -> None:
    """Log how a call ended that nobody waits for any more."""
    if failure is not None:
        logger.warning("an abandoned call failed", extra={"fields": {"error": type(failure).__name__}})
