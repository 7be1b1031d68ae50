"""Where the arithmetic of an answer runs: in place while it is quick, else in a few bounded threads."""

from collections.abc import Callable
from math import inf
from time import perf_counter
from typing import TypeVar

from segue.base.threads import BoundedThreads

T = TypeVar("T")

MOST_SECONDS_IN_PLACE = 0.005
"""What may be computed on the event loop, where all others wait for it. In a thread it would keep the loop
waiting as long, that being Python's switch interval, and the two hand its lock to and fro: a queue of 0.6 ms
took 2.2 ms of CPU there."""
TRIED_BELOW = 5 * MOST_SECONDS_IN_PLACE
"""What seems to take longer than that is never tried in place."""
TRIED_EVERY = 16
RISING, FALLING = 0.1, 0.5
"""What a time that is longer, or shorter, than expected counts beside it: pages read for the first time, or a
busy machine, make some take many times as long, and do not count as being slow."""

MOST_RESOLVED_IN_PLACE = 50
"""Ids resolved on the event loop; one that no song has takes up to 1 ms for every 64 characters."""


class Work:
    """Computes answers of one process; beyond its limits callers are told to come back.

    Args:
        threads: answers under way at once. NumPy and FAISS leave Python's lock while they scan vectors.
        waiting: callers that may wait.
    """

    def __init__(self, *, threads: int = 2, waiting: int = 128) -> None:
        self._threads = BoundedThreads(
            "recommendations",
            threads=threads,
            waiting=waiting,
            wait_seconds=2,
            answer_seconds=10,
            refusal="Too many people are asking right now. Try again in a few seconds.",
        )
        self._seconds: dict[str, float] = {}
        self._passed: dict[str, int] = {}

    async def run(self, kind: str, compute: Callable[[], T], *, resolved: int = 0, quick: bool = True) -> T:
        """What ``compute`` returns.

        It is computed in place while its kind takes no longer than that allows, by a running mean. How large
        a catalogue may be for it depends on the machine, the index and the kind. A thread's time is no more
        than a bound, most of it may be waiting for Python's lock: it lowers what is expected and never raises
        it, and of what is expected to take somewhat too long one in :data:`TRIED_EVERY` is tried in place.

        Args:
            kind: what takes about as long.
            compute: pure arithmetic.
            resolved: how many ids, written loosely, it resolves; a long one counts for more.
            quick: whether it never takes more than some milliseconds, whatever is asked.

        Raises :class:`Unavailable` when too many are waiting.
        """
        expected = self._seconds.get(kind, inf)
        in_place = quick and resolved <= MOST_RESOLVED_IN_PLACE and self._may_try(kind, expected)

        def timed() -> T:
            # not the time of this thread alone: virtual machines may take 100 µs and more to tell it
            began = perf_counter()
            try:
                return compute()
            finally:
                self._measured(kind, perf_counter() - began, in_place=in_place)

        return timed() if in_place else await self._threads.run(timed)

    def _may_try(self, kind: str, expected: float) -> bool:
        if expected <= MOST_SECONDS_IN_PLACE or expected > TRIED_BELOW:
            return expected <= MOST_SECONDS_IN_PLACE
        passed = self._passed.get(kind, 0) + 1
        self._passed[kind] = passed % TRIED_EVERY
        return passed == TRIED_EVERY

    def _measured(self, kind: str, seconds: float, *, in_place: bool) -> None:
        before = self._seconds.get(kind, seconds)
        if in_place or seconds <= before:
            self._seconds[kind] = before + (seconds - before) * (RISING if seconds > before else FALLING)

    def close(self) -> None:
        """Let answers under way finish and refuse new ones."""
        self._threads.close()
