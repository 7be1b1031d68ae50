"""Where the arithmetic of an answer runs: in place while it is quick, else in a few bounded threads."""

import time
from collections.abc import Callable
from typing import TypeVar

from segue.base.threads import BoundedThreads

T = TypeVar("T")

MOST_SECONDS_IN_PLACE = 0.001
"""What may be computed on the event loop, where all others wait for it. Handing an answer to a thread and
back takes 0.03 ms, and 0.07 of CPU."""
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

    async def run(self, kind: str, compute: Callable[[], T], *, resolved: int = 0, quick: bool = True) -> T:
        """What ``compute`` returns.

        It is computed in place while its kind takes no longer than that allows, by a running mean. How large
        a catalogue may be for it depends on the machine, the index and the kind. In threads beside the event
        loop a cold start of 0.4 ms took 1.1 ms of CPU: the two hand Python's lock to and fro.

        Args:
            kind: what takes about as long.
            compute: pure arithmetic.
            resolved: how many ids, written loosely, it resolves; a long one counts for more.
            quick: whether it never takes more than some milliseconds, whatever is asked.

        Raises :class:`Unavailable` when too many are waiting.
        """

        def timed() -> T:
            # not the time of this thread alone: virtual machines may take 100 µs and more to tell it
            began = time.perf_counter()
            try:
                return compute()
            finally:
                self._measured(kind, time.perf_counter() - began)

        expected = self._seconds.get(kind, float("inf"))
        if quick and resolved <= MOST_RESOLVED_IN_PLACE and expected <= MOST_SECONDS_IN_PLACE:
            return timed()
        return await self._threads.run(timed)

    def _measured(self, kind: str, seconds: float) -> None:
        before = self._seconds.get(kind, seconds)
        self._seconds[kind] = before + (seconds - before) * (RISING if seconds > before else FALLING)

    def close(self) -> None:
        """Let answers under way finish and refuse new ones."""
        self._threads.close()
