"""The bytes of a text file, unpacked on the way where it is gzip or zstd, within limits."""

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from segue.base.errors import DataError
from segue.base.progress import Task
from segue.listening.files import shown_name
from segue.listening.limits import Limits
from segue.listening.tables.guard import readable

PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
"""First bytes of the packings that hold one stream (RFC 1952, RFC 8878)."""


def packing_of(head: bytes) -> str | None:
    """``"gzip"``, ``"zstd"`` or ``None`` for a file that begins with ``head``."""
    return next((name for magic, name in PACKED.items() if head.startswith(magic)), None)


class ByteStream:
    """The unpacked content of a file from its first to its last byte; a context manager.

    Args:
        path: A regular file.
        limits: Caps on the unpacked size and on its ratio to the packed one.
        task: Advances by bytes of the file as it lies on disk.
    """

    def __init__(self, path: Path, limits: Limits, task: Task) -> None:
        self._name = shown_name(path)
        self._limits = limits
        self._task = task
        self._told = 0
        self._unpacked = 0
        with readable(self._name, "a file"):
            self._file = pa.OSFile(str(path), "rb")
            self._packing = packing_of(self._file.read(4))
            self._file.seek(0)
        self._stream = pa.CompressedInputStream(self._file, self._packing) if self._packing else self._file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end. Raises ``DataError`` past a limit or when damaged."""
        with readable(self._name, f"{self._packing} data" if self._packing else "a file"):
            data: bytes = self._stream.read(size)
            place = self._file.tell()
        self._task.advance(place - self._told)
        self._told = place
        if self._packing:
            self._unpacked += len(data)
            self._check_expansion()
        return data

    def _check_expansion(self) -> None:
        limits = self._limits
        if self._unpacked > limits.unpacked_bytes:
            raise DataError(f"{self._name} unpacks to more than {limits.unpacked_bytes:,} bytes.")
        ratio = self._unpacked / max(self._told, 1)
        if self._unpacked > limits.ratio_free_bytes and ratio > limits.unpacked_ratio:
            raise DataError(
                f"{self._name} unpacks to more than {limits.unpacked_ratio:g} times its size; "
                "unpack it yourself if you trust it."
            )
