"""Files of a release: written so that they last, read only where nothing stands in for them."""

import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from io import BufferedReader
from pathlib import Path

from segue.base.errors import ReleaseRefused
from segue.base.files import sync_folder
from segue.releases.manifest import MAX_MANIFEST_BYTES, FileEntry, Manifest
from segue.releases.names import MANIFEST_FILE

Write = Callable[[bytes | memoryview], object]
"""Takes the next bytes of a file."""

Content = Callable[[Write], object]
"""Hands every byte of a file to a :data:`Write`, in order."""


def write_file(path: Path, content: Content) -> FileEntry:
    """Write a new file and wait until it is on the disk; gives its size and SHA-256 as they were handed over.

    Raises ``OSError`` when it can't be written, and ``FileExistsError`` rather than overwrite.
    """
    path.parent.mkdir(exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as file:

        def write(piece: bytes | memoryview) -> None:
            digest.update(piece)
            file.write(piece)

        content(write)
        file.flush()
        os.fsync(file.fileno())
        return FileEntry(size=file.tell(), sha256=digest.hexdigest())


def sync_tree(folder: Path) -> None:
    """:func:`sync_folder` for a folder and those in it."""
    for inner in folder.iterdir():
        if inner.is_dir():
            sync_folder(inner)
    sync_folder(folder)


def open_inside(folder: Path, name: str) -> BufferedReader:
    """Open a file of a release for reading.

    Raises :class:`ReleaseRefused` when it is missing, is not a regular file or is reached through a link.
    """
    status_inside(folder, name)
    return (folder / name).open("rb")


def status_inside(folder: Path, name: str) -> os.stat_result:
    """Size, times and so on of a file of a release. Raises :class:`ReleaseRefused` as :func:`open_inside`."""
    path = os.path.join(folder, name)  # noqa: PTH118 - sixty in each opening; a Path takes ten times as long
    try:
        status = os.lstat(path)
        above = os.lstat(os.path.dirname(path)) if "/" in name else None  # noqa: PTH120 - as above
    except OSError as error:
        raise ReleaseRefused(f"{name} can't be read ({error.strerror})") from error
    if not stat.S_ISREG(status.st_mode) or (above is not None and not stat.S_ISDIR(above.st_mode)):
        raise ReleaseRefused(f"{name} is not a regular file of its own")
    return status


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a folder. Raises :class:`ReleaseRefused` when it is not exactly as written."""
    with open_inside(folder, MANIFEST_FILE) as file:
        data = file.read(MAX_MANIFEST_BYTES + 1)
    if len(data) > MAX_MANIFEST_BYTES:
        raise ReleaseRefused(f"{MANIFEST_FILE} is larger than {MAX_MANIFEST_BYTES} bytes")
    return Manifest.from_bytes(data)


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare size and SHA-256 of each file with the manifest, before any parser sees it.

    Files the manifest does not name are ignored. Raises :class:`ReleaseRefused` at the first that differs.
    """
    for name, entry in manifest.files.items():
        check_file(folder, name, entry)


def check_file(folder: Path, name: str, entry: FileEntry) -> None:
    """Compare size and SHA-256 of one file. Raises :class:`ReleaseRefused` where they differ."""
    with open_inside(folder, name) as file:
        _check_size(file, name, entry)
        if hashlib.file_digest(file, "sha256").hexdigest() != entry.sha256:
            raise ReleaseRefused(f"{name} does not match its checksum")


def check_sizes(folder: Path, files: Mapping[str, FileEntry]) -> None:
    """Compare the size of each file with its entry, and read none: a first look, not a proof.

    Raises :class:`ReleaseRefused` at the first that differs.
    """
    for name, entry in files.items():
        with open_inside(folder, name) as file:
            _check_size(file, name, entry)


def _check_size(file: BufferedReader, name: str, entry: FileEntry) -> None:
    size = os.fstat(file.fileno()).st_size
    if size != entry.size:
        raise ReleaseRefused(f"{name} has {size} bytes where the manifest says {entry.size}")
