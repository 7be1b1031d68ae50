"""The releases that are there, as a list for administrators."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from segue.base.errors import ReleaseRefused
from segue.base.ids import ReleaseId
from segue.releases.files import check_sizes, read_manifest
from segue.releases.manifest import FileEntry
from segue.releases.names import MANIFEST_FILE
from segue.releases.store import ReleaseStore
from segue.releases.summaries import Summary

MOST_LISTED: Final = 100
"""The newest: an operator who keeps more looks at them on the command line."""


@dataclass(frozen=True)
class Line:
    """One release of the list.

    Attributes:
        id: of its folder.
        summary: ``None`` where it is refused.
        refused: why it could not be promoted, in a sentence; ``None`` where nothing is known against it.
    """

    id: ReleaseId
    summary: Summary | None
    refused: str | None = None


@dataclass(frozen=True)
class _Known:
    signature: tuple[int, ...]
    summary: Summary
    files: Mapping[str, FileEntry]


class ReleaseList:
    """Lists releases without reading them whole.

    A manifest proves itself and is read once, as releases never change; of files the size is looked at each
    time. That finds what is missing or cut short. Every byte is verified by whatever promotes.
    """

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store
        self._known: dict[ReleaseId, _Known] = {}
        self._lock = Lock()

    def newest_first(self) -> list[Line]:
        """The newest releases, at most :data:`MOST_LISTED`. Raises ``OSError`` where none can be listed."""
        with self._lock:
            ids = self._store.releases()[: -MOST_LISTED - 1 : -1]
            self._known = {known: entry for known, entry in self._known.items() if known in ids}
            return [self._line(release_id) for release_id in ids]

    def _line(self, release_id: ReleaseId) -> Line:
        folder = self._store.root / release_id
        try:
            return Line(release_id, self._summary(release_id, folder))
        except ReleaseRefused as error:
            return Line(release_id, None, str(error))
        except OSError as error:
            return Line(release_id, None, f"it can't be read ({error.strerror})")

    def _summary(self, release_id: ReleaseId, folder: Path) -> Summary:
        status = (folder / MANIFEST_FILE).lstat()
        signature = (status.st_ino, status.st_size, status.st_mtime_ns)
        known = self._known.get(release_id)
        if known is None or known.signature != signature:
            manifest = read_manifest(folder)
            if manifest.id != release_id:
                raise ReleaseRefused(f"its manifest belongs to {manifest.id}")
            known = self._known[release_id] = _Known(signature, Summary.of(manifest), manifest.files)
        check_sizes(folder, known.files)
        return known.summary
