"""The real server, started as an operator starts it; what its processes hold and spend, by /proc (Linux)."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r"(?:running on|Listening at:) (http://127\.0\.0\.1:[1-9]\d*)")
_LONGEST_START, _LONGEST_STOP = 120.0, 60.0


@dataclass(frozen=True)
class Memory:
    """What a process holds, in bytes, by ``smaps_rollup`` of Linux.

    Attributes:
        pss: its own, and its part of what it shares.
        private_dirty: what it has written to and nobody shares.
    """

    pss: int
    private_dirty: int


@dataclass(frozen=True, eq=False)
class Server:
    """A server that runs.

    Attributes:
        process: its first; of gunicorn the master.
        url: where it listens.
        log: what it prints.
    """

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    @property
    def workers(self) -> list[int]:
        """The ids of gunicorn's workers, the oldest first."""
        master = self.process.pid
        return sorted(map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split()))

    def cpu_seconds(self) -> float:
        """What its workers have spent so far, in user and system mode."""
        return sum(cpu_seconds_of(worker) for worker in self.workers)

    def memory(self) -> list[Memory]:
        """What each of its workers holds."""
        return [memory_of(worker) for worker in self.workers]


def cpu_seconds_of(pid: int) -> float:
    """What one process has spent so far, in user and system mode, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> Memory:
    """What one process holds."""
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    return Memory(*(int(fields[name].split()[0]) * 1024 for name in ("Pss", "Private_Dirty")))


def inherited() -> dict[str, str]:
    """What a server sees of the environment of who starts it."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@contextmanager
def start(
    command: Sequence[str], log: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``python -m command`` in the project's folder, its output in a file; stopped after the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(_LONGEST_STOP)


@contextmanager
def run(
    command: Sequence[str], log: Path, environment: Mapping[str, str], *, ready_path: str = "/health/live"
) -> Iterator[Server]:
    """Run a server on loopback, and go on as soon as it answers ``ready_path`` with 200.

    Raises ``RuntimeError`` with what it printed when it does not become ready.
    """
    with start(command, log, environment) as process:
        yield Server(process, _ready(process, log, ready_path), log)


@contextmanager
def gunicorn(
    app: str, log: Path, environment: Mapping[str, str], *, workers: int = 1, ready_path: str = "/health"
) -> Iterator[Server]:
    """Run an app under the project's own configuration on a free port of this machine, for figures.

    ``environment`` is beside what is :func:`inherited`. Raises as :func:`run` does.
    """
    command = (
        *("gunicorn", "-c", "gunicorn.conf.py", "-b", "127.0.0.1:0", "-w", str(workers)),
        *("--max-requests", "0", app),  # a worker that is replaced in between would be no figure
    )
    with run(command, log, inherited() | dict(environment), ready_path=ready_path) as server:
        yield server


def _ready(process: subprocess.Popen[bytes], log: Path, path: str) -> str:
    deadline = time.monotonic() + _LONGEST_START
    with httpx.Client(trust_env=False, timeout=5) as client:
        while time.monotonic() < deadline and process.poll() is None:
            found = _ADDRESS.search(log.read_text("utf-8", "replace"))
            if found and _answers(client, found[1] + path):
                return found[1]
            time.sleep(0.01)
    raise RuntimeError(log.read_text("utf-8", "replace")[-4000:])


def _answers(client: httpx.Client, address: str) -> bool:
    try:
        return client.get(address).status_code == 200
    except httpx.TransportError:
        return False
