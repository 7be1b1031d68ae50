"""Open what was written: verified first, then memory-mapped, so that all processes share one copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from segue.base.arrays import AnyArray
from segue.base.errors import ReleaseRefused
from segue.base.ids import ReleaseId
from segue.releases.files import open_inside
from segue.releases.index import SongIndex
from segue.releases.indexfile import open_index
from segue.releases.manifest import Manifest
from segue.releases.names import INDEX_FILE
from segue.releases.verify import map_arrays, verify


@dataclass(frozen=True, eq=False)
class OpenRelease:
    """A verified release.

    Attributes:
        folder: where it lies; never written to.
        manifest: what it says about itself.
        arrays: by name, read-only and memory-mapped; they stay valid when the release is removed.
        index: searches ``arrays["item_vectors"]``.
    """

    folder: Path
    manifest: Manifest
    arrays: Mapping[str, AnyArray]
    index: SongIndex

    @property
    def id(self) -> ReleaseId:
        """The release's id."""
        return self.manifest.id


@dataclass(frozen=True, eq=False)
class OpenCandidate:
    """A verified candidate: what training left, before it has an index.

    Attributes:
        folder: where it lies; never written to.
        manifest: what it says about itself.
        arrays: by name, read-only and memory-mapped.
        files: what else it holds, by file name.
    """

    folder: Path
    manifest: Manifest
    arrays: Mapping[str, AnyArray]
    files: Mapping[str, bytes]

    @property
    def id(self) -> ReleaseId:
        """The candidate's id."""
        return self.manifest.id


def open_release(folder: Path) -> OpenRelease:
    """Verify a release and open it.

    Raises :class:`ReleaseRefused` with the reason in one sentence, also for a candidate.
    """
    manifest = verify(folder)
    if manifest.index is None:
        raise ReleaseRefused(f"{folder.name} is a candidate: seal it with `python build_vector_db.py`.")
    arrays = map_arrays(folder, manifest)
    index = open_index(folder / INDEX_FILE, manifest.index.kind, arrays["item_vectors"])
    return OpenRelease(folder, manifest, MappingProxyType(arrays), index)


def open_candidate(folder: Path) -> OpenCandidate:
    """Verify a candidate and open it. Raises :class:`ReleaseRefused` with the reason in one sentence."""
    manifest = verify(folder)
    if manifest.kind != "candidate":
        raise ReleaseRefused(f"{folder.name} is a release already.")
    arrays = map_arrays(folder, manifest)
    files = {name: _read(folder, name) for name, entry in manifest.files.items() if entry.dtype is None}
    return OpenCandidate(folder, manifest, MappingProxyType(arrays), MappingProxyType(files))


def _read(folder: Path, name: str) -> bytes:
    with open_inside(folder, name) as file:
        return file.read()
