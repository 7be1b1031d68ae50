"""The real server, started as an operator starts it, and what its processes hold and spend."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r"Listening at: (http://127\.0\.0\.1:\d+)")
_LONGEST_START = 120.0


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
    """A gunicorn that runs.

    Attributes:
        master: its first process.
        url: where it listens.
        log: what it prints.
        ready_seconds: from the start of the process to the first 200 of ``ready_path``.
    """

    master: psutil.Process
    url: str
    log: Path
    ready_seconds: float

    @property
    def workers(self) -> list[psutil.Process]:
        """Its workers, the oldest first."""
        return sorted(self.master.children(), key=lambda child: child.create_time())

    def cpu_seconds(self) -> float:
        """What its workers have spent so far, in user and system mode."""
        times = [worker.cpu_times() for worker in self.workers]
        return sum(each.user + each.system for each in times)

    def memory(self) -> list[Memory]:
        """What each of its workers holds."""
        return [memory_of(worker.pid) for worker in self.workers]


def memory_of(pid: int) -> Memory:
    """What one process holds."""
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    return Memory(*(int(fields[name].split()[0]) * 1024 for name in ("Pss", "Private_Dirty")))


@contextmanager
def gunicorn(
    app: str, log: Path, environment: Mapping[str, str], *, workers: int = 1, ready_path: str = "/health"
) -> Iterator[Server]:
    """Run an app under the project's own configuration on a free port of this machine.

    Raises ``RuntimeError`` with what it printed when it does not become ready.
    """
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = (
        *("gunicorn", "-c", "gunicorn.conf.py", "-b", "127.0.0.1:0", "-w", str(workers)),
        *("--max-requests", "0", app),  # a worker that is replaced in between would be no figure
    )
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=kept | environment, stdout=output, stderr=output
        )
    try:
        url = _ready(process, log, ready_path)
        yield Server(psutil.Process(process.pid), url, log, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(60)


def _ready(process: "subprocess.Popen[bytes]", log: Path, path: str) -> str:
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
