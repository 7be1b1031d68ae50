"""Where the work of administrators is done: in a few threads that listeners never wait for."""

from collections.abc import Callable
from typing import Final, TypeVar

from segue.base.errors import Conflict, NotFound, ReleaseRefused
from segue.base.settings import Settings
from segue.base.threads import BoundedThreads
from segue.releases.files import read_manifest
from segue.releases.manifest import Manifest
from segue.releases.store import ReleaseStore
from segue.web.administration import promoting
from segue.web.administration.listing import ReleaseList
from segue.web.administration.retraining import Retrainings

T = TypeVar("T")

NO_RELEASE = "There is no such release; GET /admin/releases lists them."
_LONGEST: Final = promoting.SECONDS + 10
"""In seconds: what is given up by itself is answered before."""


class Office:
    """What administrators share in one process.

    Args:
        settings: of the environment.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = ReleaseStore(settings.artifacts_dir)
        self.releases = ReleaseList(self.store)
        self.retraining = Retrainings(settings)
        self._threads = BoundedThreads(
            "administration",
            threads=3,
            waiting=16,
            wait_seconds=10,
            answer_seconds=_LONGEST,
            refusal="Other administrators are ahead of you. Try again in a minute.",
        )

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` returns or raises. Raises :class:`Unavailable` when too many are waiting."""
        return await self._threads.run(work)

    def known(self, release_id: str) -> str:
        """The id of a release that is there, as given. Raises :class:`NotFound`, which never repeats it."""
        try:
            self.store.path(release_id)
        except NotFound:
            raise NotFound(NO_RELEASE) from None
        return release_id

    def manifest(self, release_id: str) -> Manifest:
        """Of a release that is there, as it was written; its files are not looked at.

        Raises :class:`NotFound`, and :class:`Conflict` for one that is damaged.
        """
        folder = self.store.root / self.known(release_id)
        try:
            return read_manifest(folder)
        except ReleaseRefused as error:
            raise Conflict(f"{release_id} is refused: {error}.") from error

    def close(self) -> None:
        """Let what is under way finish and refuse new work."""
        self._threads.close()
