"""How many threads linear algebra takes: sums are split among them, so the last bits depend on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_info, threadpool_limits


def threads_in_use() -> int:
    """How many threads the loaded libraries of linear algebra may take at most; at least 1."""
    return max((int(pool["num_threads"]) for pool in threadpool_info()), default=1)


@contextmanager
def limited_to(threads: int | None) -> Iterator[None]:
    """Let linear algebra take so many threads for as long as the context lasts; ``None`` changes nothing."""
    with threadpool_limits(limits=threads):
        yield
