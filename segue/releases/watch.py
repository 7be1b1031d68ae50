"""Serve the current release, and follow ``current`` when it moves."""

import asyncio
import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Final, Generic, TypeVar

from segue.base.errors import NotFound, ReleaseRefused
from segue.base.ids import ReleaseId
from segue.releases.pointer import Pointer
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore

logger = logging.getLogger("segue.releases")

T = TypeVar("T")

RETRY_SECONDS: Final = 60.0
"""How long a refused release is left alone before it is looked at again, unless ``current`` moves."""


class Watcher(Generic[T]):
    """Holds what is served from the current release; a new one is loaded beside it and swapped in whole.

    The first load happens here: with a current release that is refused, the one that was current before
    is served and :attr:`refused` says why.

    Args:
        store: whose ``current`` is followed.
        load: makes the served object of an opened release; whatever it raises refuses that release.
        monotonic: a clock in seconds that never goes back.

    Raises:
        ReleaseRefused: no release can be served; the message says what to run.
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
        self._checking = Lock()
        self._seen: Pointer | None = None
        self._retry_at = 0.0
        self._refused: str | None = None
        self._release_id, self._served = self._first()

    @property
    def served(self) -> T:
        """What to answer from. A request takes it once and keeps it to its end; later ones may differ."""
        return self._served

    @property
    def refused(self) -> str | None:
        """Why ``current`` is not what is served; ``None`` when it is."""
        return self._refused

    @property
    def release_id(self) -> ReleaseId:
        """Which release is served; a request asks the object it took instead."""
        return self._release_id

    def check(self) -> bool:
        """Look where ``current`` points and load what is new there; says whether the served object changed.

        Costs two system calls while nothing has moved. Never raises for a release that can't be served: that
        is logged once as an error, the old one stays, and the same one is tried again after a minute.
        """
        with self._checking:
            pointer = self._store.pointer()
            if pointer == self._seen and (self._refused is None or self._monotonic() < self._retry_at):
                return False
            self._seen = pointer
            try:
                return self._follow(pointer)
            except ReleaseRefused as error:
                self._refuse(error)
                return False

    async def run(self, interval_seconds: float) -> None:
        """Check for ever, in a thread, with a pause between; ends when cancelled."""
        while True:
            await asyncio.sleep(interval_seconds)
            await asyncio.to_thread(self.check)

    def _follow(self, pointer: Pointer | None) -> bool:
        release_id = _named(pointer)
        changed = release_id != self._release_id
        if changed:
            served = self._open(release_id)
            logger.info(
                "release swapped", extra={"fields": {"release": release_id, "before": self._release_id}}
            )
            self._release_id, self._served = release_id, served
        self._refused = None
        return changed

    def _first(self) -> tuple[ReleaseId, T]:
        self._seen = self._store.pointer()
        try:
            release_id = _named(self._seen)
            return release_id, self._open(release_id)
        except ReleaseRefused as error:
            refusal = error
        for release_id in self._store.former():
            try:
                served = self._open(release_id)
            except ReleaseRefused as error:
                logger.warning("an earlier release is refused too", extra={"fields": {"reason": str(error)}})
                continue
            self._release_id = release_id
            self._refuse(refusal)
            return release_id, served
        raise refusal

    def _open(self, release_id: ReleaseId) -> T:
        try:
            return load_release(self._store, self._load, release_id)
        except NotFound as error:
            raise ReleaseRefused(f"{release_id} is current, but it is not there.") from error

    def _refuse(self, error: ReleaseRefused) -> None:
        self._refused = str(error)
        self._retry_at = self._monotonic() + RETRY_SECONDS
        fields = {"reason": str(error), "serving": self._release_id}
        logger.error("release refused", extra={"fields": fields}, exc_info=error.__cause__)


def load_release(store: ReleaseStore, load: Callable[[OpenRelease], T], release_id: ReleaseId) -> T:
    """What ``load`` makes of a release.

    Raises :class:`NotFound` where there is none of this id, and :class:`ReleaseRefused` where it does not
    verify or ``load`` fails, whatever with.
    """
    try:
        return load(open_release(store.path(release_id)))
    except (NotFound, ReleaseRefused):
        raise
    except Exception as error:
        raise ReleaseRefused(f"{release_id} verifies, but does not load: {error!r:.200}.") from error


def _named(pointer: Pointer | None) -> ReleaseId:
    if pointer is None:
        raise ReleaseRefused("No release is current. Make one: `python main.py retrain --data FILE`.")
    return pointer.release_id
