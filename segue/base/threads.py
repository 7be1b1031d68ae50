"""Blocking work done in a few threads, without letting callers pile up behind it."""

import asyncio
import contextvars
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from segue.base.daemons import DaemonThreads
from segue.base.errors import Unavailable

T = TypeVar("T")

logger = logging.getLogger(__name__)


class BoundedThreads:
    """A small pool for blocking calls made from ``async`` code.

    Starlette's own pool has 40 threads and no end to its queue: enough to exhaust memory with password
    hashes, or to leave every request waiting behind a database that hangs. Here both are limits, and a caller
    beyond them is told to come back.

    A call that has begun can't be stopped. When it outlasts ``answer_seconds`` its caller is answered and the
    thread stays taken until the call ends, so the number of calls under way never exceeds ``threads``.

    Args:
        name: Shown in thread names.
        threads: Calls under way at once.
        waiting: Callers that may wait for a thread; one more is refused at once.
        wait_seconds: Longest wait for a thread.
        answer_seconds: Longest time from asking to answer, the wait included.
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
        self._patience = (wait_seconds, max(0.0, answer_seconds - wait_seconds))
        self._answer_seconds = answer_seconds
        self._refusal = refusal

    async def run(self, work: Callable[[], T]) -> T:
        """Call ``work`` in a thread and give back what it returns or raises.

        Context variables are those of the caller. Raises :class:`Unavailable` when the limits say so. A
        caller that is cancelled leaves the queue; work that has begun goes on to its end.
        """
        if not self._places.acquire(blocking=False):
            raise Unavailable(self._refusal)
        job = self._submit(work)
        try:
            return await self._outcome(job)
        finally:
            if not job.cancel() and not job.done():
                job.add_done_callback(_report_abandoned)

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        try:
            job = self._threads.submit(partial(contextvars.copy_context().run, work))
        except RuntimeError:  # closed: the process is stopping
            self._places.release()
            raise Unavailable(self._refusal) from None
        job.add_done_callback(lambda _: self._places.release())
        return job

    async def _outcome(self, job: Future[T]) -> T:
        outcome = asyncio.wrap_future(job)
        outcome.add_done_callback(_mark_seen)
        for seconds in self._patience:
            done, _ = await asyncio.wait({outcome}, timeout=seconds)
            if done:
                return outcome.result()
            if job.cancel():
                break
        raise Unavailable(self._refusal)

    def close(self) -> None:
        """Refuse new work, drop what is waiting and let what is under way finish.

        It is left behind once nobody can be waiting for it any more, or a call that hangs would keep the
        process from ending.
        """
        if not self._threads.close(self._answer_seconds):
            logger.warning("closed while a call was under way")


def _mark_seen(outcome: asyncio.Future[T]) -> None:
    """Keep asyncio from reporting what :func:`_report_abandoned` reports."""
    if not outcome.cancelled():
        outcome.exception()


def _report_abandoned(job: Future[T]) -> None:
    """Log how a call ended that nobody waits for any more."""
    error = job.exception()
    if error is not None:
        logger.warning("an abandoned call failed", extra={"fields": {"error": type(error).__name__}})
