"""What was found good is remembered, so that a release is read from end to end once and not by every worker.

Beside the releases lies a hidden folder with a small file for each check a release has passed. It holds the
digest of what was checked: the manifest, and of every file the size, both times, the inode and the device.
While all of these are the same, so is the content: the time of change (``ctime``) is set by the kernel with
every write, and no ordinary program can set it back. Anything else means that the check is made again.

Who can write here can write the releases as well, and could put another one in service; so nothing is lost by
believing what is written here. Where it can't be written, every process checks for itself.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from segue.releases import locks
from segue.releases.files import status_inside
from segue.releases.manifest import Manifest

PROOFS_FOLDER: Final = ".verified"
_LOCK: Final = ".lock"

_TICK_NS: Final = 20_000_000
"""Longer than the grain of the kernel's time stamps: what was written more lately than this before it was
looked at could be written again and keep its times."""


class Proofs:
    """Which checks a folder has passed as it is now.

    Looks at the files once, when it is made; make it before anything is checked.

    Args:
        folder: of a release or a candidate.
        manifest: what lies in it.

    Raises:
        ReleaseRefused: a file of the manifest is missing or is not a regular file of its own.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._place = folder.parent / PROOFS_FOLDER
        self._looked_at_ns = time.time_ns()
        self._seen, self._changed_at_ns = self._look()

    def once(self, check: str, prove: Callable[[], object]) -> None:
        """Make a check unless the folder has passed it; one process at a time, while others wait for it.

        Args:
            check: its name, with a number that rises when it asks for more.
            prove: raises what refuses the folder.
        """
        if self._holds(check):
            return
        with self._turn(check):
            if not self._holds(check):
                self.again(check, prove)

    def again(self, check: str, prove: Callable[[], object]) -> None:
        """Make a check, whatever is remembered, and remember how it ended."""
        try:
            prove()
        except BaseException:
            with suppress(OSError):
                self._file(check).unlink()
            raise
        self._keep(check)

    def _holds(self, check: str) -> bool:
        try:
            return self._file(check).read_text("ascii") == self._seen
        except (OSError, UnicodeDecodeError):
            return False

    def _keep(self, check: str) -> None:
        if self._looked_at_ns - self._changed_at_ns < _TICK_NS or self._look()[0] != self._seen:
            return
        with suppress(OSError):  # not remembered where nothing can be written
            self._place.mkdir(exist_ok=True)
            file = self._file(check)
            part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
            try:
                part.write_text(self._seen, "ascii")
                part.replace(file)
            finally:
                part.unlink(missing_ok=True)

    @contextmanager
    def _turn(self, check: str) -> Iterator[None]:
        """Hold the right to make a check; without one where no lock can be made."""
        file = self._file(check)
        lock = file.with_name(file.name + _LOCK)
        try:
            self._place.mkdir(exist_ok=True)
            descriptor = locks.wait_lock(lock)
        except OSError:
            yield
            return
        try:
            yield
        finally:
            with suppress(OSError):
                lock.unlink()
            os.close(descriptor)

    def _file(self, check: str) -> Path:
        return self._place / f"{self._manifest.id}.{check}"

    def _look(self) -> tuple[str, int]:
        """The digest of everything that changes with the content, and when a file changed last."""
        digest, changed_at_ns = hashlib.sha256(self._manifest.to_bytes()), 0
        for name in sorted(self._manifest.files):
            status = status_inside(self._folder, name)
            seen = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
            digest.update(repr((name, seen)).encode())
            changed_at_ns = max(changed_at_ns, status.st_ctime_ns)
        return digest.hexdigest(), changed_at_ns


def forget_others(parent: Path, kept: frozenset[str]) -> None:
    """Remove what is remembered of folders that are gone, and what a killed process left half-written.

    Args:
        parent: of the folders.
        kept: ids of those that are there.
    """
    for file in (parent / PROOFS_FOLDER).glob("*"):
        if not any(file.name.startswith(f"{each}.") for each in kept):
            file.unlink(missing_ok=True)
