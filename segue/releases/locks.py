"""Locks between processes that end with the process that holds them.

``flock`` is released by the kernel however a process ends, so a lock never outlives its holder and nothing
has to be guessed from process numbers.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def try_lock(path: Path) -> int | None:
    """Take the lock of a file, which is made if need be.

    Gives an open descriptor, and the lock lasts until it is closed; ``None`` when another holds it.
    """
    try:
        return _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Wait for the lock of a file, which is made if need be, and hold it for a while."""
    descriptor = wait_lock(path)
    try:
        yield
    finally:
        os.close(descriptor)


def wait_lock(path: Path) -> int:
    """Wait for the lock of a file, which is made if need be; it lasts until the descriptor is closed."""
    return _lock(path, fcntl.LOCK_EX)


def _lock(path: Path, operation: int) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, operation)
        except BaseException:
            os.close(descriptor)
            raise
        if _still_there(path, descriptor):
            return descriptor
        os.close(descriptor)  # its last holder removed the file: what we hold is no longer the lock


def _still_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(follow_symlinks=False), os.fstat(descriptor))
    except FileNotFoundError:
        return False
