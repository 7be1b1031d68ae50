"""Leaving alone for a while what does not answer."""

import logging
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Breaker:
    """Says whether a service should be asked, and logs when that changes.

    After a failure nobody asks for ``pause_seconds``; then one caller tries, and the others go on without
    until it has had an answer. For one event loop, or under a lock of its caller's.

    Args:
        name: of the service, for the log.
        pause_seconds: between a failure and the next try.
        clock: seconds, monotonic.
    """

    def __init__(
        self, name: str, *, pause_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._asks_again_at: float | None = None

    def allows(self) -> bool:
        """Whether this caller should ask; if so, it says how that went."""
        if self._asks_again_at is None:
            return True
        if self._clock() < self._asks_again_at:
            return False
        self._asks_again_at = self._clock() + self._pause_seconds
        return True

    def answered(self) -> None:
        """The service has answered."""
        if self._asks_again_at is not None:
            self._asks_again_at = None
            logger.info("service is back", extra={"fields": {"service": self._name}})

    def failed(self, reason: str) -> None:
        """The service has not; ``reason`` is ours, not the service's words: they may hold secrets."""
        if self._asks_again_at is None:
            fields = {"service": self._name, "reason": reason}
            logger.warning("service is away", extra={"fields": fields})
        self._asks_again_at = self._clock() + self._pause_seconds
