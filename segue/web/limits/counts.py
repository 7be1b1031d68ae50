"""Where requests are counted: in Redis while it answers, else in this process."""

from hashlib import blake2b
from typing import TYPE_CHECKING

from segue.base.breakers import Breaker
from segue.base.keys import derived
from segue.web.limits.buckets import LocalBuckets
from segue.web.limits.rates import Rate, Spent, Unreachable

if TYPE_CHECKING:  # what it imports is needed by few
    from segue.web.limits.shared import RedisBuckets

PAUSE_SECONDS = 5.0
"""How long Redis is left alone after it has not answered."""

_LABEL = b"segue: requests, version 1"


class Counts:
    """Counts requests, and never fails: a count that can't be shared is kept here.

    Args:
        secret: of the settings; keys are digests made with it.
        local: of this process.
        shared: of all workers; ``None`` without ``REDIS_URL``.
        breaker: of ``shared``.
    """

    def __init__(
        self,
        secret: str,
        local: LocalBuckets | None = None,
        shared: "RedisBuckets | None" = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._key = derived(secret, _LABEL)
        self._local = local or LocalBuckets()
        self._shared = shared
        self._breaker = breaker or Breaker("redis", pause_seconds=PAUSE_SECONDS)

    async def spend(self, rate: Rate, payer: str) -> Spent:
        """Count one request of an account or an address."""
        key = blake2b(f"{rate.name} {payer}".encode(), digest_size=16, key=self._key).hexdigest()
        if self._shared is not None and self._breaker.allows():
            try:
                spent = await self._shared.spend(rate, key)
            except Unreachable as error:
                self._breaker.failed(str(error))
            else:
                self._breaker.answered()
                return spent
        return self._local.spend(rate, key)

    async def close(self) -> None:
        """Close what is open."""
        if self._shared is not None:
            await self._shared.close()
