"""Blocking work done in a few threads, without letting callers pile up behind it."""

import asyncio
import contextvars
import logging
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

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
        self._places = threading.BoundedSemaphore(threads + waiting)
        self._wait_seconds, self._answer_seconds = wait_seconds, answer_seconds
        self._refusal = refusal
        self._moved_at = self._failed_at = -math.inf

    async def run(self, work: Callable[[], T], *, ended: Callable[[], None] = lambda: None) -> T:
        """Call ``work`` in a thread and give back what it returns or raises.

        Context variables are those of the caller. Raises :class:`Unavailable` when the limits say so. A
        caller that is cancelled leaves the queue; work that has begun goes on to its end. ``ended`` is called
        once, on the event loop, when the work has ended or is known never to begin; a caller who is answered
        by then is answered first.
        """
        call = _Call(work)
        try:
            job = self._submit(call)
        except Unavailable:
            asyncio.get_running_loop().call_soon(ended)
            raise
        outcome = asyncio.wrap_future(job)
        outcome.add_done_callback(_mark_seen)
        try:
            return await self._outcome(call, job, outcome)
        finally:
            if not job.cancel() and not job.done():
                job.add_done_callback(_report_abandoned)
            outcome.add_done_callback(lambda _: ended())

    def _submit(self, call: "_Call[T]") -> Future[T]:
        if not self._places.acquire(blocking=False):
            raise Unavailable(self._refusal)
        try:
            job = self._threads.submit(lambda: self._carry_out(call))
        except RuntimeError:  # closed: the process is stopping
            self._places.release()
            raise Unavailable(self._refusal) from None
        job.add_done_callback(lambda _: self._places.release())
        return job

    def _carry_out(self, call: "_Call[T]") -> T:
        if self._failed_at > call.asked_at:
            raise Unavailable(self._refusal)
        call.since = max(call.asked_at, self._moved_at)
        try:
            result = call()
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

    async def _outcome(self, call: "_Call[T]", job: Future[T], outcome: asyncio.Future[T]) -> T:
        while True:
            begun = call.since is not None
            seconds = self._deadline(call) - time.monotonic()
            if seconds <= 0 and (begun or job.cancel()):
                raise Unavailable(self._refusal)
            done, _ = await asyncio.wait({outcome}, timeout=max(seconds, _GLANCE_SECONDS))
            if done:
                return outcome.result()

    def _deadline(self, call: "_Call[T]") -> float:
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
    """Work that was asked for.

    Attributes:
        asked_at: When, by the monotonic clock.
        since: From when on its caller's patience has run, once the call has begun; ``None`` before.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self.asked_at = time.monotonic()
        self.since: float | None = None
        self._work = work
        self._context = contextvars.copy_context()

    def __call__(self) -> T:
        return self._context.run(self._work)


def _mark_seen(outcome: asyncio.Future[T]) -> None:
    """Keep asyncio from reporting what :func:`_report_abandoned` reports."""
    if not outcome.cancelled():
        outcome.exception()


def _report_abandoned(job: Future[T]) -> None:
    """Log how a call ended that nobody waits for any more."""
    error = job.exception()
    if error is not None:
        logger.warning("an abandoned call failed", extra={"fields": {"error": type(error).__name__}})
