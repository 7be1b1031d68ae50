"""Buckets that all workers share, in Redis."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.maint_notifications import MaintNotificationsConfig

from segue.base.errors import DataError
from segue.web.limits.rates import WINDOW_SECONDS, Rate, Spent, Unreachable

TIMEOUT_SECONDS = 0.2
"""For connecting, and for an answer."""
MOST_CONNECTIONS = 16
"""Of one process; a request that finds none free in time is counted in the process."""

_PREFIX = "segue:rate:"

# One step for all who ask at once, by Redis's own clock: workers on other machines have others. What stands
# under a key is a number of at most 32 characters, else it counts as absent; it goes when the bucket is full.
_SPEND = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local interval, window, most_ahead = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local stored = tonumber(redis.call('GETRANGE', KEYS[1], 0, 31))
if not stored or stored ~= stored then stored = now end
local full_at = math.min(math.max(stored, now), now + window)
local after = full_at + interval
if after - now <= most_ahead then
    redis.call('SET', KEYS[1], string.format('%.6f', after), 'PX', math.ceil((after - now) * 1000))
end
return {string.format('%.6f', full_at), string.format('%.6f', now)}
"""


class RedisBuckets:
    """A bucket per key, in Redis. Connects when first used.

    Args:
        url: as in ``REDIS_URL``. Raises :class:`DataError` for one that can't be used.
    """

    def __init__(self, url: str) -> None:
        try:
            pool = BlockingConnectionPool.from_url(
                url,
                max_connections=MOST_CONNECTIONS,
                timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
                socket_timeout=TIMEOUT_SECONDS,
                retry=Retry(NoBackoff(), 0),
                driver_info=None,  # two questions less for every connection
                maint_notifications_config=MaintNotificationsConfig(enabled=False),
            )
        except (ValueError, TypeError):
            raise DataError("REDIS_URL can't be used. Write it as redis://host:6379/0.") from None
        self._redis = Redis.from_pool(pool)
        self._spend = self._redis.register_script(_SPEND)

    async def spend(self, rate: Rate, key: str) -> Spent:
        """Take one place from the bucket of a key. Raises :class:`Unreachable`."""
        try:
            full_at, now = await self._spend(
                keys=[_PREFIX + key], args=[rate.interval, WINDOW_SECONDS, rate.most_ahead]
            )
            return rate.spend(float(full_at), float(now))
        except (RedisError, OSError, ValueError, TypeError) as error:
            # without the message: it may hold the address of the server
            raise Unreachable(type(error).__name__) from None

    async def close(self) -> None:
        """Close all connections."""
        await self._redis.aclose()
