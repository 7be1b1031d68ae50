"""A database that is locked, gone, full, stopped, hung or altered: accounts say so within two seconds.

Asked from outside, of a real server, all account routes at once; each outage is a real one.
"""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event

import httpx
import pytest

from segue.web import storage
from segue.web.app import create_app
from tests.contract.outages import PostgresOutages, SqliteOutages
from tests.services import postgres
from tests.services.binaries import find_binaries
from tests.web.conftest import SONG, logging_kept, sign_up
from tests.web.world import eventually, make_settings, serve

MOST_SECONDS = 2.0
ANONYMOUS_SECONDS = 1.0
"""A median below 10 ms on a quiet machine; this says that nobody waits for the database."""

Outage = Callable[[], AbstractContextManager[None]]
Asked = tuple[str, str, dict[str, object]]

READING: list[Asked] = [
    ("GET", "/likes", {}),
    ("GET", "/me/seeds", {}),
    ("GET", "/me/dislikes", {}),
    ("GET", "/me/blocks", {}),
    ("GET", "/me/preferences", {}),
    ("GET", "/recommendations/categories", {}),
    ("POST", "/recommendations/similar", {"json": {"song": SONG}}),
    ("POST", "/recommendations/playlist", {"json": {"songs": [SONG]}}),
]
STORING: list[Asked] = [
    ("POST", "/likes/toggle", {"json": {"song_id": SONG}}),
    ("PUT", "/me/seeds", {"json": {"seeds": [SONG]}}),
    ("PUT", "/me/preferences", {"json": {"discovery": 0.5}}),
    ("PUT", f"/me/blocks/songs/{SONG}", {}),
    ("POST", "/auth/signup", {"json": {"username": "grace", "password": "correct horse battery"}}),
]
WRITING: list[Asked] = [
    *STORING,
    ("PUT", f"/likes/{SONG}", {}),
    ("DELETE", f"/likes/{SONG}", {}),
    ("DELETE", "/me/seeds", {}),
]


class Watched:
    """A server whose database is about to fail, and somebody who has an account there."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.ada = sign_up(client)

    def ask(self, asked: Asked) -> tuple[httpx.Response, float]:
        method, path, options = asked
        begun = time.monotonic()
        answer = self.client.request(method, path, headers=self.ada.headers, timeout=20, **options)  # type: ignore[arg-type]
        return answer, time.monotonic() - begun

    def assert_unavailable(self, routes: list[Asked]) -> None:
        """All at once, and twice: many more than the database has connections."""
        done = Event()
        with ThreadPoolExecutor(2 * len(routes) + 1) as threads:
            listening = threads.submit(self._listen, done)
            outcomes = list(threads.map(self.ask, 2 * routes))
            done.set()
            slowest = listening.result()
        for answer, seconds in outcomes:
            assert (answer.status_code, answer.json().get("type")) == (503, "unavailable"), answer.url
            assert 0 < int(answer.headers["Retry-After"]) <= 60
            assert seconds < MOST_SECONDS, answer.url
        assert slowest < ANONYMOUS_SECONDS

    def _listen(self, done: Event) -> float:
        """The longest that somebody without an account waits for music."""
        slowest = 0.0
        while not done.is_set():
            begun = time.monotonic()
            answer = self.client.post("/recommendations/similar", json={"song": SONG})
            slowest = max(slowest, time.monotonic() - begun)
            assert answer.status_code == 200
            done.wait(0.02)
        return slowest

    def assert_degraded(self) -> None:
        """Soon: all may have been refused sooner than an earlier probe is believed."""
        eventually(lambda: self.client.get("/health").json()["degraded"] == ["database"])

    def assert_recovers(self) -> None:
        eventually(lambda: self.ask(("GET", "/likes", {}))[0].status_code == 200)
        eventually(lambda: self.client.get("/health").json()["degraded"] == [])
        pressed = [self.ask(("POST", "/likes/toggle", {"json": {"song_id": SONG}}))[0] for _ in range(2)]
        assert {answer.json()["liked"] for answer in pressed} == {True, False}


@contextmanager
def watched(artifacts: Path, url: str) -> Iterator[Watched]:
    with logging_kept():
        app = create_app(make_settings(artifacts, url))
    with pytest.MonkeyPatch.context() as patch, serve(app) as client:
        patch.setattr(storage, "PROBE_SECONDS", 0.1)
        yield Watched(client)


@pytest.fixture(scope="module")
def on_sqlite(
    artifacts: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Watched, SqliteOutages]]:
    path = tmp_path_factory.mktemp("outages") / "segue.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    with watched(artifacts, f"sqlite:///{path}") as server:
        yield server, SqliteOutages(path)


@pytest.mark.parametrize(
    ("kind", "routes"),
    [("locked", WRITING), ("full", STORING), ("gone", READING + WRITING), ("altered", READING + WRITING)],
)
def test_sqlite(on_sqlite: tuple[Watched, SqliteOutages], kind: str, routes: list[Asked]) -> None:
    server, outages = on_sqlite
    with getattr(outages, kind)():
        server.assert_unavailable(routes)
        if routes == READING + WRITING:
            server.assert_degraded()
        else:  # who only reads is not kept from it
            assert server.ask(("GET", "/likes", {}))[0].status_code == 200
    server.assert_recovers()


@pytest.fixture(scope="module")
def on_postgres(artifacts: Path) -> Iterator[tuple[Watched, PostgresOutages]]:
    server = postgres.start(find_binaries(os.environ.get("TEST_POSTGRES")))
    try:
        outages = PostgresOutages(server)
        with watched(artifacts, outages.url) as watching:
            yield watching, outages
    finally:
        server.stop()


@pytest.mark.parametrize("kind", ["hung", "stopped", "locked", "crowded", "altered"])
def test_postgres(on_postgres: tuple[Watched, PostgresOutages], kind: str) -> None:
    server, outages = on_postgres
    with getattr(outages, kind)():
        server.assert_unavailable(READING + WRITING)
        server.assert_degraded()
    server.assert_recovers()
