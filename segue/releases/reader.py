"""Open what was written: known to be good, then memory-mapped, so that all processes share one copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from segue.base.arrays import AnyArray
from segue.base.errors import ReleaseRefused
from segue.base.ids import ReleaseId
from segue.releases.files import open_inside
from segue.releases.index import SongIndex
from segue.releases.inverted import InvertedIndex
from segue.releases.manifest import Manifest
from segue.releases.proofs import Proofs
from segue.releases.verify import open_verified


@dataclass(frozen=True, eq=False)
class OpenRelease:
    """A verified release.

    Attributes:
        folder: where it lies; never written to.
        manifest: what it says about itself.
        arrays: by name, read-only and memory-mapped; they stay valid when the release is removed.
        index: searches ``arrays["item_vectors"]``.
        likeness: searches likeness of songs; ``None`` where every song is to be compared.
        proofs: which checks it has passed; further ones of whoever opens it are remembered there.
    """

    folder: Path
    manifest: Manifest
    arrays: Mapping[str, AnyArray]
    index: SongIndex | InvertedIndex
    likeness: InvertedIndex | None
    proofs: Proofs

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
    """Open a release that is known to be good; see :func:`open_verified`.

    Raises :class:`ReleaseRefused` with the reason in one sentence, also for a candidate.
    """
    opened = open_verified(folder)
    if opened.index is None:
        raise ReleaseRefused(f"{folder.name} is a candidate: seal it with `python build_vector_db.py`.")
    arrays = MappingProxyType(opened.arrays)
    return OpenRelease(folder, opened.manifest, arrays, opened.index, opened.likeness, opened.proofs)


def open_candidate(folder: Path) -> OpenCandidate:
    """Open a candidate in the same way. Raises :class:`ReleaseRefused` with the reason in one sentence."""
    opened = open_verified(folder)
    if opened.index is not None:
        raise ReleaseRefused(f"{folder.name} is a release already.")
    others = (name for name, entry in opened.manifest.files.items() if entry.dtype is None)
    files = {name: _read(folder, name) for name in others}
    return OpenCandidate(folder, opened.manifest, MappingProxyType(opened.arrays), MappingProxyType(files))


def _read(folder: Path, name: str) -> bytes:
    with open_inside(folder, name) as file:
        return file.read()
