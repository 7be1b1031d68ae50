"""A database that fails under load: strangers notice nothing, accounts are told so, all recovers by itself.

``tests/contract/test_outages.py`` asks every route of accounts, of one process; here are two workers, and
listeners who go on asking.
"""

import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import orjson
import pytest

from benchmarks.serving.client import Request, Tally, paced
from tests.contract.outages import PostgresOutages, SqliteOutages
from tests.contract.servers import GUNICORN, Server, environment, run
from tests.faults.disks import disk
from tests.faults.underway import Gunicorn, questions
from tests.services import postgres
from tests.services.binaries import find_binaries
from tests.web.conftest import SONG, sign_up

pytestmark = pytest.mark.faults

RATE = 40
BEFORE_SECONDS, OUTAGE_SECONDS, AFTER_SECONDS = 1.0, 2.5, 3.5
MOST_SECONDS = 4.0
"""Of one answer, on a busy machine: limits of the database take 1.3, contract/test_outages.py holds 2."""


def listened(url: str, outage: AbstractContextManager[None], *asked: list[Request]) -> list[Tally]:
    """What several listeners are answered before, during and after an outage; strangers come first."""
    seconds = BEFORE_SECONDS + OUTAGE_SECONDS + AFTER_SECONDS
    with ThreadPoolExecutor(1 + len(asked)) as threads:
        all_of_them = [
            threads.submit(paced, url, requests, connections=4 * RATE, rate=RATE, seconds=seconds)
            for requests in (questions(), *asked)
        ]
        time.sleep(BEFORE_SECONDS)
        with outage:
            time.sleep(OUTAGE_SECONDS)
        return [each.result() for each in all_of_them]


def assert_untouched(tally: Tally) -> None:
    assert tally.statuses.keys() == {200}


def assert_told_so(tally: Tally) -> None:
    assert tally.statuses.keys() == {200, 503}
    assert max(tally.latencies) < MOST_SECONDS


def assert_recovered(running: Server, token: str) -> None:
    """All workers, each of which finds its database by itself."""
    Gunicorn(running).wait_for_health(degraded=[])
    again = paced(running.url, questions(token), connections=16, rate=RATE, seconds=2)
    assert again.statuses.keys() == {200}


@pytest.fixture(scope="module")
def on_sqlite(
    artifacts: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, SqliteOutages]]:
    folder = tmp_path_factory.mktemp("sqlite-faults")
    path = folder / "segue.sqlite3"
    shutil.copyfile(sqlite_template, path)
    with run(GUNICORN, folder / "log", environment(artifacts, f"sqlite:///{path}")) as running:
        yield running, SqliteOutages(path)


def test_a_sqlite_file_that_is_taken_away(on_sqlite: tuple[Server, SqliteOutages]) -> None:
    running, outages = on_sqlite
    token = signed_up(running.url)
    strangers, person = listened(running.url, outages.gone(), questions(token))
    assert_untouched(strangers)
    assert_told_so(person)
    assert_recovered(running, token)


def test_a_sqlite_file_that_another_process_has_locked_keeps_nobody_from_reading(
    on_sqlite: tuple[Server, SqliteOutages],
) -> None:
    running, outages = on_sqlite
    token = signed_up(running.url)
    for tally in listened(running.url, outages.locked(), questions(token)):
        assert_untouched(tally)
    strangers, writing = listened(running.url, outages.locked(), changes(token))
    assert_untouched(strangers)
    assert_told_so(writing)
    assert_recovered(running, token)


def test_a_full_disk_keeps_nobody_from_reading(
    artifacts: Path, sqlite_template: Path, tmp_path: Path
) -> None:
    with disk(tmp_path / "disk", megabytes=4) as small:
        path = small.folder / "segue.sqlite3"
        shutil.copyfile(sqlite_template, path)
        env = environment(artifacts, f"sqlite:///{path}")
        with run(GUNICORN, tmp_path / "log", env) as running:
            token = signed_up(running.url)
            for tally in listened(running.url, small.full(), questions(token)):
                assert_untouched(tally)
            strangers, writing = listened(running.url, small.full(), changes(token))
            assert_untouched(strangers)
            assert_told_so(writing)
            assert_recovered(running, token)


@pytest.fixture(scope="module")
def on_postgres(
    artifacts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, PostgresOutages]]:
    server = postgres.start(find_binaries(os.environ.get("TEST_POSTGRES")))
    try:
        outages = PostgresOutages(server)
        env = environment(artifacts, outages.url)
        with run(GUNICORN, tmp_path_factory.mktemp("postgres-faults") / "log", env) as running:
            yield running, outages
    finally:
        server.stop()


@pytest.mark.parametrize("kind", ["stopped", "hung", "locked", "crowded"])
def test_postgres(on_postgres: tuple[Server, PostgresOutages], kind: str) -> None:
    running, outages = on_postgres
    token = signed_up(running.url)
    strangers, person = listened(running.url, getattr(outages, kind)(), questions(token))
    assert_untouched(strangers)
    assert_told_so(person)
    assert_recovered(running, token)


def test_workers_start_without_their_database_and_find_it_when_it_is_back(
    artifacts: Path, tmp_path: Path
) -> None:
    server = postgres.start(find_binaries(os.environ.get("TEST_POSTGRES")))
    try:
        env = environment(artifacts, PostgresOutages(server).url)
        server.pause()
        with run(GUNICORN, tmp_path / "log", env) as running:
            answered = paced(running.url, questions(), connections=8, rate=RATE, seconds=2)
            assert answered.statuses.keys() == {200}
            workers = Gunicorn(running)
            workers.wait_for_health(degraded=["database"])
            server.resume()
            workers.wait_for_health(degraded=[])  # each of them finds it by itself, within some 2 s
            assert_recovered(running, signed_up(running.url))
    finally:
        server.stop()


def changes(token: str) -> list[Request]:
    """What is stored: a like, and seeds."""
    return [
        Request.of("POST", "/likes/toggle", orjson.dumps({"song_id": SONG}), token=token),
        Request.of("PUT", "/me/seeds", orjson.dumps({"seeds": [SONG]}), token=token),
    ]


def signed_up(url: str) -> str:
    with httpx.Client(base_url=url, trust_env=False) as client:
        return sign_up(client).token
