"""The files of records one worker writes, and how much a folder of them may hold."""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from segue.releases.names import stamp, utc_now
from segue.web.records.states import STATES_FOLDER, store_state

RECORDS_GLOB = "records-*.jsonl"
FILES_IN_FOLDER = 16
"""Parts of the allowed size: so much is written to one file, and is removed at a time."""


class RecordFiles:
    """Appends records to a file of its own, and begins another one when it has grown.

    With each new file the oldest records and states of the folder are removed until it holds no more than
    ``most_bytes``; in between every worker may add a sixteenth of that. Used by one thread.

    Args:
        folder: made when something is first written.
        most_bytes: of all records and states in the folder, of all workers.
        clock: gives the time, in UTC.
    """

    def __init__(self, folder: Path, *, most_bytes: int, clock: Callable[[], datetime] = utc_now) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._clock = clock
        self._path = folder
        self._descriptor: int | None = None
        self._written = 0
        self._stored: set[str] = set()

    def append(self, lines: Iterable[bytes], states: Mapping[str, bytes]) -> None:
        """Write whole lines, the states they name first: hash → encoded taste. Raises ``OSError``."""
        descriptor = self._open()
        for state, encoded in states.items():
            if state not in self._stored:
                self._written += store_state(self._folder, state, encoded)
                self._stored.add(state)
        content = b"".join(lines)
        while content:
            written = os.write(descriptor, content)
            self._written += written
            content = content[written:]

    def close(self) -> None:
        """End the file; the next record begins another one. Nothing is left of a file without a record."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        if os.fstat(descriptor).st_size == 0:
            self._path.unlink(missing_ok=True)
        os.close(descriptor)

    def _open(self) -> int:
        """The file to write to: not one that has grown, nor one another worker or a person has removed."""
        if self._descriptor is not None:
            if self._written < self._most_bytes // FILES_IN_FOLDER and os.fstat(self._descriptor).st_nlink:
                return self._descriptor
            self.close()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        prune(self._folder, self._most_bytes)
        name = f"records-{stamp(self._clock())}-{os.getpid()}-{secrets.token_hex(4)}.jsonl"
        self._path = self._folder / name
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._written = 0
        self._stored.clear()
        return self._descriptor


def prune(folder: Path, most_bytes: int) -> None:
    """Remove the oldest files until no more than ``most_bytes`` are left. Raises ``OSError``.

    A file of records is as old as its last line, a state as its last mention for the first time in a file.
    """
    found = sorted(_sizes(folder))
    total = sum(size for _, _, size in found)
    for _, path, size in found:
        if total <= most_bytes:
            return
        path.unlink(missing_ok=True)
        total -= size


def _sizes(folder: Path) -> Iterator[tuple[int, Path, int]]:
    """When each file was last used, in nanoseconds, the file, and its bytes."""
    for path in (*folder.glob(RECORDS_GLOB), *(folder / STATES_FOLDER).glob("*.json")):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue  # another worker removes old files too
        yield status.st_mtime_ns, path, status.st_size
