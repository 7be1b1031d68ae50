"""The real servers, started as an operator starts them."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.canaries.planted import PLANTED

ROOT = Path(__file__).resolve().parents[2]
SECRET = PLANTED["signing-key"]

UVICORN = ("uvicorn", "api:app", "--port", "0")
GUNICORN = ("gunicorn", "-c", "gunicorn.conf.py", "-b", "127.0.0.1:0", "-w", "2", "api:app")

_ADDRESS = re.compile(r"(?:running on|Listening at:) (http://127\.0\.0\.1:[1-9]\d*)")


@dataclass(frozen=True)
class Running:
    """A server and what it has printed."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path


def environment(artifacts: Path, database_url: str, **changes: str) -> dict[str, str]:
    """All a server sees of the environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {"ARTIFACTS_DIR": str(artifacts), "DATABASE_URL": database_url, "API_SECRET_KEY": SECRET}
    return kept | given | changes


@contextmanager
def start(command: tuple[str, ...], log: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``python -m command`` in the project's folder, its output in a file; stopped after the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=env, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def run(command: tuple[str, ...], log: Path, env: dict[str, str]) -> Iterator[Running]:
    """Run a server and wait until it answers."""
    with start(command, log, env) as process:
        deadline = time.monotonic() + 30
        while True:
            found = _ADDRESS.search(log.read_text())
            if found and _answers(found[1]):
                yield Running(process, found[1], log)
                return
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/live", trust_env=False, timeout=5).status_code == 200
    except httpx.TransportError:
        return False
