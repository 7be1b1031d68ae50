"""A rate that requests may come at, and the arithmetic of keeping to it.

The generic cell rate algorithm (ITU-T I.371, annex A), a token bucket that remembers one number per key: the
moment at which the bucket will be full again. It starts full, holds a minute's worth and fills evenly.
"""

import math
from dataclasses import dataclass

from segue.base.quotas import Quota

WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Rate:
    """So many requests in a minute.

    Attributes:
        name: announced to clients, and part of the keys.
        per_minute: at least 1; so many may also come at once.
    """

    name: str
    per_minute: int

    @property
    def interval(self) -> float:
        """Seconds in which one request becomes free again."""
        return WINDOW_SECONDS / self.per_minute

    @property
    def most_ahead(self) -> float:
        """Seconds in which the emptiest bucket is full: the window, and a little, as sums are not exact."""
        return WINDOW_SECONDS + min(0.001, self.interval / 2)

    def spend(self, full_at: float, now: float) -> "Spent":
        """What becomes of one request.

        Args:
            full_at: when the bucket would be full without this request, in seconds of any clock; a moment in
                the past is a full bucket, one beyond the window an empty one.
            now: by the same clock.
        """
        full_at = min(max(full_at, now), now + WINDOW_SECONDS)
        after = full_at + self.interval
        ahead = after - now
        if ahead > self.most_ahead:
            wait = ahead - WINDOW_SECONDS
            return Spent(full_at, self._quota(ahead - self.interval, wait), wait)
        return Spent(after, self._quota(ahead, 0.0), 0.0)

    def _quota(self, ahead: float, wait: float) -> Quota:
        left = math.floor((self.most_ahead - ahead) / self.interval)
        return Quota(
            name=self.name,
            limit=self.per_minute,
            window_seconds=WINDOW_SECONDS,
            remaining=0 if wait else max(0, left),
            reset_seconds=math.ceil(wait or ahead),
        )


@dataclass(frozen=True)
class Spent:
    """One request that asked for its place.

    Attributes:
        full_at: when the bucket will be full again.
        quota: what is left.
        wait_seconds: until the next request may come; 0 for one that has its place.
    """

    full_at: float
    quota: Quota
    wait_seconds: float


class Unreachable(Exception):
    """Where counts are shared, there was no answer in time, or none that fits; ``str`` is for the log."""
