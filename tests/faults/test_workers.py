"""What is done to workers in daylight, under load, and what listeners notice of it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.serving.client import CUT, LOST, REFUSED
from tests.contract.servers import GUNICORN, environment, run
from tests.faults.underway import CONNECTIONS, Gunicorn, asked_during

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
    assert set(tally.statuses) <= {200, LOST, CUT}
    assert tally.failed + tally.repeated <= CONNECTIONS
    assert len(server.workers()) == WORKERS


def test_a_reload_fails_no_request(server: Gunicorn) -> None:
    before = server.workers()

    def reload() -> None:
        server.running.process.send_signal(signal.SIGHUP)
        server.wait_for_workers(2 * WORKERS)

    tally = asked_during(reload, server.url, seconds=8)
    assert tally.statuses.keys() == {200}
    assert not set(before) & set(server.workers())


def test_a_server_that_is_told_to_stop_answers_what_it_has_begun(server: Gunicorn) -> None:
    tally = asked_during(server.running.process.terminate, server.url, seconds=4)
    assert tally.statuses.keys() == {200, REFUSED}
    assert server.running.process.wait(20) == 0


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
