"""Is this folder the release it says it is?

The order matters: first the manifest proves itself, then size and checksum of each file, and only then is
anything opened by a reader that could be misled.
"""

from pathlib import Path

from segue.base.arrays import AnyArray
from segue.base.errors import ReleaseRefused
from segue.releases.agreement import check_arrays, check_index
from segue.releases.files import check_files, read_manifest
from segue.releases.indexfile import open_index
from segue.releases.manifest import Manifest
from segue.releases.names import INDEX_FILE
from segue.releases.npy import map_array


def verify(folder: Path, *, expected_id: str | None = None) -> Manifest:
    """Check a release or a candidate from the first byte to the last.

    Takes about the time of reading it once. Files the manifest does not name are ignored.

    Args:
        folder: of the release.
        expected_id: the id it must have; by default the folder's name.

    Raises:
        ReleaseRefused: with the reason in one sentence, whatever is wrong with the folder.
    """
    try:
        manifest = read_manifest(folder)
        _check(folder, manifest, expected_id or folder.name)
    except ReleaseRefused as error:
        raise ReleaseRefused(f"{folder.name} is refused: {error}.") from error
    except OSError as error:
        raise ReleaseRefused(f"{folder.name} is refused: it can't be read ({error.strerror}).") from error
    return manifest


def _check(folder: Path, manifest: Manifest, expected_id: str) -> None:
    if manifest.id != expected_id:
        raise ReleaseRefused(f"its manifest belongs to {manifest.id}")
    check_files(folder, manifest)
    arrays = map_arrays(folder, manifest)
    check_arrays(manifest, arrays)
    if manifest.index is not None:
        index = open_index(folder / INDEX_FILE, manifest.index.kind, arrays["item_vectors"])
        check_index(manifest, arrays, index)


def map_arrays(folder: Path, manifest: Manifest) -> dict[str, AnyArray]:
    """Every array of a folder whose files have been checked, mapped read-only, by name."""
    return {
        name.removesuffix(".npy"): map_array(folder / name, entry.dtype, entry.shape)
        for name, entry in manifest.files.items()
        if entry.dtype is not None and entry.shape is not None
    }
