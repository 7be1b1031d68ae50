"""Is this folder the release it says it is?

The order matters: first the manifest proves itself, then size and checksum of each file, and only then is
anything opened by a reader that could be misled.
"""

from dataclasses import dataclass
from pathlib import Path

from segue.base.arrays import AnyArray
from segue.base.errors import ReleaseRefused
from segue.releases.agreement import check_arrays, check_index
from segue.releases.files import check_files, read_manifest
from segue.releases.index import SongIndex
from segue.releases.indexfile import open_index
from segue.releases.manifest import Manifest
from segue.releases.names import INDEX_FILE
from segue.releases.npy import map_array


@dataclass(frozen=True, eq=False)
class Verified:
    """A folder that is what it says it is, opened.

    Attributes:
        manifest: what it says.
        arrays: by name, read-only and memory-mapped; they stay valid when the folder is removed.
        index: over ``arrays["item_vectors"]``; ``None`` in a candidate.
    """

    manifest: Manifest
    arrays: dict[str, AnyArray]
    index: SongIndex | None


def verify(folder: Path, *, expected_id: str | None = None) -> Manifest:
    """Check a release or a candidate from the first byte to the last; see :func:`open_verified`."""
    return open_verified(folder, expected_id=expected_id).manifest


def open_verified(folder: Path, *, expected_id: str | None = None) -> Verified:
    """Check a release or a candidate from the first byte to the last, and keep what was checked open.

    Takes about the time of reading it once. Files the manifest does not name are ignored.

    Args:
        folder: of the release.
        expected_id: the id it must have; by default the folder's name.

    Raises:
        ReleaseRefused: with the reason in one sentence, whatever is wrong with the folder.
    """
    try:
        return _checked(folder, read_manifest(folder), expected_id or folder.name)
    except ReleaseRefused as error:
        raise ReleaseRefused(f"{folder.name} is refused: {error}.") from error
    except OSError as error:
        raise ReleaseRefused(f"{folder.name} is refused: it can't be read ({error.strerror}).") from error


def _checked(folder: Path, manifest: Manifest, expected_id: str) -> Verified:
    if manifest.id != expected_id:
        raise ReleaseRefused(f"its manifest belongs to {manifest.id}")
    check_files(folder, manifest)
    arrays = {
        name.removesuffix(".npy"): map_array(folder / name, entry.dtype, entry.shape)
        for name, entry in manifest.files.items()
        if entry.dtype is not None and entry.shape is not None
    }
    check_arrays(manifest, arrays)
    if manifest.index is None:
        return Verified(manifest, arrays, None)
    index = open_index(folder / INDEX_FILE, manifest.index.kind, arrays["item_vectors"])
    check_index(manifest, arrays, index)
    return Verified(manifest, arrays, index)
