"""Where the arithmetic of an answer runs: in place while it is quick, else in a few bounded threads."""

from collections.abc import Callable
from typing import TypeVar

from segue.base.threads import BoundedThreads
from segue.web.serving import Serving

T = TypeVar("T")

MOST_IN_PLACE = 1_000_000
"""Numbers in the item vectors up to which a quick answer is computed on the event loop: it takes 0.3 to 4 ms
there, and handing it over costs more than it saves. With 75 000 songs of 64 factors it takes 3 to 16 ms."""


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

    async def run(
        self, serving: Serving, compute: Callable[[], T], *, resolved: int = 0, quick: bool = True
    ) -> T:
        """What ``compute`` returns.

        Args:
            serving: the only release it reads.
            compute: pure arithmetic.
            resolved: how many ids, written loosely, it resolves; a long one counts for more.
            quick: whether it takes a few milliseconds on a small catalogue.

        Raises :class:`Unavailable` when too many are waiting.
        """
        small = serving.snapshot.space.item_vectors.size <= MOST_IN_PLACE
        if small and quick and resolved <= MOST_RESOLVED_IN_PLACE:
            return compute()
        return await self._threads.run(compute)

    def close(self) -> None:
        """Let answers under way finish and refuse new ones."""
        self._threads.close()
