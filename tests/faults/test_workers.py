"""What is done to workers in daylight, under load, and what listeners notice of it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from benchmarks.serving.client import LOST, REFUSED
from tests.contract.servers import GUNICORN, ROOT, Server, environment, run
from tests.faults.underway import (
    CONNECTIONS,
    LONGEST_SECONDS,
    Gunicorn,
    asked_during,
    assert_lost_no_more_than_was_under_way,
)
from tests.web.world import eventually

pytestmark = pytest.mark.faults

WORKERS = 2
REPLACED_SECONDS = 5.0


@pytest.fixture
def server(artifacts: Path, sqlite_url: str, tmp_path: Path) -> Iterator[Gunicorn]:
    with run(GUNICORN, tmp_path / "log", environment(artifacts, sqlite_url)) as running:
        started = Gunicorn(running)
        started.wait_for_workers(WORKERS)
        yield started


def test_a_worker_that_is_killed_takes_what_it_was_answering_with_it_and_is_replaced(
    server: Gunicorn,
) -> None:
    def kill() -> None:
        os.kill(server.workers()[0], signal.SIGKILL)
        server.wait_for_workers(WORKERS + 1, seconds=REPLACED_SECONDS)

    tally = asked_during(kill, server.url, seconds=5)
    assert_lost_no_more_than_was_under_way(tally)
    assert len(server.workers()) == WORKERS


def test_a_reload_fails_no_request(server: Gunicorn) -> None:
    before = server.workers()

    def reload() -> None:
        server.running.process.send_signal(signal.SIGHUP)
        server.wait_for_workers(2 * WORKERS)

    tally = asked_during(reload, server.url, seconds=8)
    assert tally.statuses.keys() == {200}
    eventually(lambda: not set(before) & set(server.workers()), seconds=LONGEST_SECONDS)


def test_a_server_that_is_told_to_stop_answers_what_it_has_begun(server: Gunicorn) -> None:
    tally = asked_during(server.running.process.terminate, server.url, seconds=4)
    assert tally.statuses.keys() == {200, REFUSED}
    assert server.running.process.wait(LONGEST_SECONDS) == 0


def test_workers_that_are_replaced_now_and_then_fail_no_request(
    artifacts: Path, sqlite_url: str, tmp_path: Path
) -> None:
    often = (*GUNICORN[:-1], "--max-requests", "200", "--max-requests-jitter", "100", GUNICORN[-1])
    with run(often, tmp_path / "log", environment(artifacts, sqlite_url)) as running:
        server = Gunicorn(running)
        server.wait_for_workers(WORKERS)
        tally = asked_during(lambda: None, server.url, seconds=10)
        assert server.started() >= 2 * WORKERS
    assert tally.statuses.keys() == {200}


def test_a_worker_that_hangs_is_replaced_and_the_other_answers_meanwhile(
    artifacts: Path, sqlite_url: str, tmp_path: Path
) -> None:
    impatient = (*GUNICORN[:-1], "--timeout", "4", GUNICORN[-1])
    with run(impatient, tmp_path / "log", environment(artifacts, sqlite_url)) as running:
        server = Gunicorn(running)
        server.wait_for_workers(WORKERS)

        def hang() -> None:
            os.kill(server.workers()[0], signal.SIGSTOP)
            server.wait_for_workers(WORKERS + 1)

        tally = asked_during(hang, server.url, seconds=10)
    assert_lost_no_more_than_was_under_way(tally)


def test_workers_whose_master_is_killed_answer_what_they_have_and_leave(server: Gunicorn) -> None:
    workers = server.workers()
    tally = asked_during(server.running.process.kill, server.url, seconds=5)
    assert tally.statuses.keys() <= {200, LOST, REFUSED}
    assert tally.statuses[LOST] <= CONNECTIONS  # they stood in the queue; nobody had seen them
    eventually(lambda: not any(is_alive(worker) for worker in workers), seconds=LONGEST_SECONDS)


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


@contextmanager
def activated(listening: socket.socket, log: Path, env: dict[str, str]) -> Iterator[Gunicorn]:
    """As systemd starts it for deploy/segue.socket: the address is there before, as descriptor 3."""
    url = "http://{}:{}".format(*listening.getsockname())
    arguments = ["gunicorn", "-c", "gunicorn.conf.py", "-w", str(WORKERS), "api:app"]
    activate = (
        "import os, runpy, sys; os.dup2(int(sys.argv.pop(1)), 3); "
        "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1'); "
        "sys.argv.pop(0); runpy.run_module('gunicorn', run_name='__main__', alter_sys=True)"
    )
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", activate, str(listening.fileno()), *arguments],
            cwd=ROOT,
            env=env,
            pass_fds=(listening.fileno(),),
            stdout=output,
            stderr=output,
        )
    try:
        yield Gunicorn(Server(process, url, log))
    finally:
        process.terminate()
        process.wait(LONGEST_SECONDS)


def test_a_restart_behind_a_socket_of_systemd_fails_no_request(
    artifacts: Path, sqlite_url: str, tmp_path: Path
) -> None:
    env, log = environment(artifacts, sqlite_url), tmp_path / "log"
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening, ExitStack() as servers:
        first = servers.enter_context(activated(listening, log, env))
        first.wait_for_workers(WORKERS)

        def restart() -> None:
            first.running.process.terminate()
            first.running.process.wait(LONGEST_SECONDS)
            servers.enter_context(activated(listening, log, env)).wait_for_workers(2 * WORKERS)

        tally = asked_during(restart, first.url, seconds=6)
    assert tally.statuses.keys() == {200}
