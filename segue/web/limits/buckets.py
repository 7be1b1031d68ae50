"""Buckets of this process alone."""

import time
from collections import OrderedDict
from collections.abc import Callable

from segue.web.limits.rates import Rate, Spent

MOST_KEYS = 100_000
"""Callers that are remembered, about 20 MB; beyond them the one who has been away longest starts anew."""


class LocalBuckets:
    """A bucket per key, in memory.

    Args:
        clock: seconds, monotonic.
        most: keys that are remembered.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, most: int = MOST_KEYS) -> None:
        self._clock = clock
        self._most = most
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def spend(self, rate: Rate, key: str) -> Spent:
        """Take one place from the bucket of a key."""
        now = self._clock()
        spent = rate.spend(self._full_at.get(key, now), now)
        self._full_at[key] = spent.full_at
        self._full_at.move_to_end(key)
        if len(self._full_at) > self._most:
            self._full_at.popitem(last=False)
        return spent
