"""Is this folder the release it says it is?

The order matters: first the manifest proves itself, then size and checksum of each file, and only then is
anything opened by a reader that could be misled.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from segue.base.arrays import AnyArray
from segue.base.errors import ReleaseRefused
from segue.factors.space import ItemSpace
from segue.releases.agreement import check_arrays, check_index, check_likeness
from segue.releases.files import check_files, read_manifest
from segue.releases.index import SongIndex
from segue.releases.indexfile import open_index, open_inverted
from segue.releases.inverted import InvertedIndex
from segue.releases.manifest import Manifest
from segue.releases.names import INDEX_FILE, LIKENESS_FILE
from segue.releases.npy import map_array
from segue.releases.proofs import Proofs

CONTENT: Final = "content-1"
"""The check that files are those that were written, and agree; its number rises when it asks for more."""


@dataclass(frozen=True, eq=False)
class Verified:
    """A folder that is what it says it is, opened.

    Attributes:
        manifest: what it says.
        arrays: by name, read-only and memory-mapped; they stay valid when the folder is removed.
        index: over ``arrays["item_vectors"]``; ``None`` in a candidate.
        likeness: over what likeness compares; ``None`` where there is no such index.
        proofs: which checks it has passed.
    """

    manifest: Manifest
    arrays: dict[str, AnyArray]
    index: SongIndex | InvertedIndex | None
    likeness: InvertedIndex | None
    proofs: Proofs


def verify(folder: Path, *, expected_id: str | None = None) -> Manifest:
    """Check a release or a candidate from the first byte to the last, whatever is known of it.

    Takes about the time of reading it once. Files the manifest does not name are ignored.

    Args:
        folder: of the release.
        expected_id: the id it must have; by default the folder's name.

    Raises:
        ReleaseRefused: with the reason in one sentence, whatever is wrong with the folder.
    """
    with _refusing(folder):
        manifest = _manifest(folder, expected_id)
        Proofs(folder, manifest).again(CONTENT, lambda: _prove(folder, manifest))
        return manifest


def open_verified(folder: Path) -> Verified:
    """Open a release or a candidate that was verified as it is now, and verify it first where it was not.

    Of several processes one verifies, and the others wait for it: it takes the time of reading the folder
    once. Opening what is known to be good takes milliseconds, however many songs there are.
    Raises :class:`ReleaseRefused` as :func:`verify` does.
    """
    with _refusing(folder):
        manifest = _manifest(folder, None)
        proofs = Proofs(folder, manifest)
        proofs.once(CONTENT, lambda: _prove(folder, manifest))
        return _open(folder, manifest, proofs)


def _manifest(folder: Path, expected_id: str | None) -> Manifest:
    manifest = read_manifest(folder)
    if manifest.id != (expected_id or folder.name):
        raise ReleaseRefused(f"its manifest belongs to {manifest.id}")
    return manifest


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    try:
        yield
    except ReleaseRefused as error:
        raise ReleaseRefused(f"{folder.name} is refused: {error}.") from error
    except OSError as error:
        raise ReleaseRefused(f"{folder.name} is refused: it can't be read ({error.strerror}).") from error


def _prove(folder: Path, manifest: Manifest) -> None:
    """Make every check that takes the longer, the more songs there are."""
    check_files(folder, manifest)
    arrays = _map_arrays(folder, manifest)
    check_arrays(manifest, arrays)
    if manifest.index is not None:
        index = open_index(folder / INDEX_FILE, manifest.index.kind, arrays["item_vectors"])
        check_index(manifest, arrays, index)
    if manifest.likeness is not None:
        likeness, space = _open_likeness(folder, manifest, arrays, known=False)
        check_likeness(manifest.likeness, space, likeness)


def _open(folder: Path, manifest: Manifest, proofs: Proofs) -> Verified:
    arrays = _map_arrays(folder, manifest)
    if manifest.index is None:
        return Verified(manifest, arrays, None, None, proofs)
    index = open_index(folder / INDEX_FILE, manifest.index.kind, arrays["item_vectors"], known=True)
    if manifest.likeness is None:
        return Verified(manifest, arrays, index, None, proofs)
    likeness, _ = _open_likeness(folder, manifest, arrays, known=True)
    return Verified(manifest, arrays, index, likeness, proofs)


def _open_likeness(
    folder: Path, manifest: Manifest, arrays: dict[str, AnyArray], *, known: bool
) -> tuple[InvertedIndex, ItemSpace]:
    try:
        space = ItemSpace.from_arrays(manifest.fold_in.model_dump(), arrays)
    except (KeyError, ValueError) as error:
        raise ReleaseRefused(f"its likeness can't be computed ({error})") from error
    shape = (len(space), space.personal.dimensions)
    return open_inverted(folder / LIKENESS_FILE, shape, space.likeness_scores, known=known), space


def _map_arrays(folder: Path, manifest: Manifest) -> dict[str, AnyArray]:
    return {
        name.removesuffix(".npy"): map_array(folder / name, entry.dtype, entry.shape)
        for name, entry in manifest.files.items()
        if entry.dtype is not None and entry.shape is not None
    }
