"""The log of retrainings: one JSON line per event, appended."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from segue.base.logging import clean
from segue.releases.names import utc_now


class RunLog:
    """Appends events to a file, each whole and at once; several processes may share one.

    Args:
        path: of the file, which is made when missing; ``None``: nothing is logged.
        clock: gives the time, in UTC.
    """

    def __init__(self, path: Path | None, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._path, self._clock = path, clock

    def write(self, event: str, **fields: str | float | None) -> None:
        """Append one line: time, event, process and the fields that are known. Raises ``OSError``."""
        if self._path is None:
            return
        known = {name: clean(said) if isinstance(said, str) else said for name, said in fields.items()}
        line = {
            "time": self._clock().isoformat(timespec="milliseconds"),
            "event": event,
            "process": os.getpid(),
        }
        line |= {name: said for name, said in known.items() if said is not None}
        text = json.dumps(line, ensure_ascii=False) + "\n"
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            os.write(descriptor, text.encode("utf-8", "replace"))  # at once, or lines of two would mix
        finally:
            os.close(descriptor)
