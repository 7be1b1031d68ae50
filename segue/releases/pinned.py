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
from segue.releases.store import ReleaseStore
from segue.releases.watch import RETRY_SECONDS, load_release

MOST_PINNED: Final = 2
"""Releases held open beside the one that is served, those asked for last."""

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
        self._open: OrderedDict[str, T] = OrderedDict()
        self._opening: dict[str, asyncio.Task[T | None]] = {}
        self._retry_at: dict[str, float] = {}

    async def get(self, release_id: str, served: T) -> T | None:
        """What a release serves; ``None`` where it is gone or refused.

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
            return None
        if release_id in self._open:
            self._open.move_to_end(release_id)
            return self._open[release_id]
        if self._monotonic() < self._retry_at.get(release_id, 0.0):
            return None
        if release_id not in self._opening:
            self._opening[release_id] = asyncio.create_task(self._hold(ReleaseId(release_id)))
        # shielded: others may wait for it too
        return await asyncio.shield(self._opening[release_id])

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
        if len(self._open) > MOST_PINNED:
            self._open.popitem(last=False)
        return opened
