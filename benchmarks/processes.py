"""What a command costs, by the operating system's account of its process."""

import os
import resource
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What a process and those it started took.

    Attributes:
        wall_seconds: from start to end.
        cpu_seconds: in user and system mode, all threads.
        peak_bytes: most memory any one of them held. Linux begins to count at what the caller held when it
            started the process, so a caller should be small.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int


def run(command: Sequence[str], environment: Mapping[str, str], output: Path) -> Cost:
    """Run a command to its end; what it prints goes to the file ``output``.

    Raises ``RuntimeError`` with that text when it fails.
    """
    start = time.perf_counter()
    with output.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        text = output.read_text("utf-8")
        raise RuntimeError(f"`{shlex.join(command)}` ended with {process.returncode}:\n{text}")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, _peak_bytes(usage))


def own_peak_bytes() -> int:
    """The most memory this process has held, whoever started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return _peak_bytes(resource.getrusage(resource.RUSAGE_SELF))
    fields = dict(line.split(":", 1) for line in status.read_text("ascii").splitlines())
    return int(fields["VmHWM"].split()[0]) * 1024


def _peak_bytes(usage: resource.struct_rusage) -> int:
    """Linux counts in kibibytes, macOS in bytes."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
