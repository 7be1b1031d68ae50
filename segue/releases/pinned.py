"""Older releases, opened again for those who began with them."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar

from segue.base.errors import NotFound, ReleaseRefused
from segue.base.ids import ReleaseId
from segue.releases.reader import OpenRelease
from segue.releases.store import DEFAULT_KEEP, ReleaseStore
from segue.releases.watch import RETRY_SECONDS, load_release

MOST_PINNED: Final = DEFAULT_KEEP - 1
"""Releases held open beside the one that is served: all there are, unless more are kept than by default."""
IDLE_SECONDS: Final = 60.0
"""How long one must not have been asked for before another takes its place: opening warms one, and reads it
whole where it is not known to be good."""

logger = logging.getLogger("segue.releases")


class _Named(Protocol):
    @property
    def release_id(self) -> ReleaseId: ...


T = TypeVar("T", bound=_Named)


class PinnedReleases(Generic[T]):
    """Opens a kept release by its id, verified like any other; which one is current plays no part.

    Belongs to one event loop.

    Args:
        store: where releases lie.
        load: makes the served object of an opened release; whatever it raises refuses that release.
        monotonic: a clock in seconds that never goes back.
    """

    def __init__(
        self,
        store: ReleaseStore,
        load: Callable[[OpenRelease], T],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._load = load
        self._monotonic = monotonic
        self._open: OrderedDict[str, T] = OrderedDict()  # the one asked for last at the end
        self._asked_at: dict[str, float] = {}
        self._opening: dict[str, asyncio.Task[T | None]] = {}
        self._retry_at: dict[str, float] = {}

    async def get(self, release_id: str, served: T) -> T | None:
        """What a release serves; ``None`` where it is gone or refused, or too many others are in use.

        The first caller has it opened in a thread, and others wait for the same. A refused one is logged
        once and left alone for a minute.

        Args:
            release_id: which one; any text.
            served: what is served now; that release is not opened twice.
        """
        if release_id == served.release_id:
            return served
        try:
            self._store.path(release_id)
        except NotFound:
            self._open.pop(release_id, None)
            self._asked_at.pop(release_id, None)
            return None
        now = self._monotonic()
        if release_id in self._open:
            self._open.move_to_end(release_id)
            self._asked_at[release_id] = now
            return self._open[release_id]
        if now < self._retry_at.get(release_id, 0.0):
            return None
        if release_id not in self._opening:
            if not self._has_room(now):
                return None
            self._opening[release_id] = asyncio.create_task(self._hold(ReleaseId(release_id)))
        # shielded: others may wait for it too
        return await asyncio.shield(self._opening[release_id])

    def _has_room(self, now: float) -> bool:
        """Whether one more may be opened, once the one asked for least lately is closed if it is idle."""
        if len(self._open) + len(self._opening) < MOST_PINNED:
            return True
        oldest = next(iter(self._open), None)
        if oldest is None or now - self._asked_at[oldest] < IDLE_SECONDS:
            return False
        del self._open[oldest], self._asked_at[oldest]
        return True

    async def _hold(self, release_id: ReleaseId) -> T | None:
        try:
            opened = await asyncio.to_thread(load_release, self._store, self._load, release_id)
        except (NotFound, ReleaseRefused) as error:
            self._retry_at[release_id] = self._monotonic() + RETRY_SECONDS
            logger.warning("an older release is refused", extra={"fields": {"reason": str(error)}})
            return None
        finally:
            del self._opening[release_id]
        self._open[release_id] = opened
        self._asked_at[release_id] = self._monotonic()
        return opened
