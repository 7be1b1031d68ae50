"""The database may be away: what needs none goes on, what needs it says when to come back."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from db.database import Database
from db.migrate import migrate
from segue.base.errors import DataError, Unavailable
from segue.web import storage
from segue.web.app import create_app
from segue.web.storage import Storage
from tests.services.databases import Postgres
from tests.web.conftest import SONG, Person, sign_up
from tests.web.world import eventually, make_settings, serve


@pytest.fixture
def nowhere() -> str:
    """A Postgres URL behind which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"postgresql://segue@127.0.0.1:{port}/segue"


@pytest.fixture
def stranded(artifacts: Path, nowhere: str) -> Iterator[httpx.Client]:
    """A server that was started while its database was away."""
    with serve(create_app(make_settings(artifacts, nowhere))) as client:
        yield client


def test_everything_anonymous_answers_without_a_database(stranded: httpx.Client) -> None:
    answers = [
        stranded.get("/health/live"),
        stranded.get("/catalog/search", params={"q": "river"}),
        stranded.get("/search", params={"q": "river"}),
        stranded.get("/me/seeds"),
        stranded.post("/recommendations/cold-start", json={"seeds": [SONG]}),
        stranded.post("/recommendations/similar", json={"song": SONG}),
        stranded.get("/recommendations/categories"),
        stranded.get("/cover", params={"artist": "a", "track": "b"}),
    ]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert answers[-1].headers["Cache-Control"] == "no-store"
    health = stranded.get("/health")
    assert (health.status_code, health.json()["degraded"]) == (200, ["database"])


def test_what_needs_an_account_says_when_to_come_back(client: httpx.Client, stranded: httpx.Client) -> None:
    ada = Person(stranded, sign_up(client).token)
    answers = [
        ada.get("/me/seeds"),
        ada.get("/likes"),
        ada.post("/likes/toggle", {"song_id": SONG}),
        ada.post("/recommendations/cold-start", {"seeds": [SONG]}),
        ada.get("/recommendations/categories"),
        stranded.post("/auth/signup", json={"username": "grace", "password": "correct horse"}),
        stranded.post("/auth/login", data={"username": "grace", "password": "correct horse"}),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["type"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0


def test_a_bad_token_is_refused_without_a_database(stranded: httpx.Client) -> None:
    assert Person(stranded, "x.y.z").get("/likes").status_code == 401


@pytest.fixture
def closed_database(postgres: Postgres) -> Iterator[str]:
    """The name of an empty Postgres database that lets nobody in yet."""
    name = postgres.create()
    close_database(postgres, name)
    yield name
    postgres.drop(name)


def close_database(postgres: Postgres, name: str) -> None:
    postgres._execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    who = f"FROM pg_stat_activity WHERE datname = '{name}'"
    postgres._execute(f"SELECT pg_terminate_backend(pid) {who}")


def open_database(postgres: Postgres, name: str) -> None:
    postgres._execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_a_database_may_come_late_and_go_in_between(
    artifacts: Path, postgres: Postgres, closed_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(storage, "PROBE_SECONDS", 0.2)
    settings = make_settings(artifacts, postgres.database_url(closed_database))

    with serve(create_app(settings)) as client:
        assert client.get("/health").json()["degraded"] == ["database"]
        open_database(postgres, closed_database)
        eventually(lambda: client.get("/health").json()["degraded"] == [])
        ada = sign_up(client)
        ada.post("/likes/toggle", {"song_id": SONG})

        close_database(postgres, closed_database)
        assert ada.get("/likes").status_code == 503
        assert client.get("/recommendations/categories").status_code == 200
        eventually(lambda: client.get("/health").json()["degraded"] == ["database"])

        open_database(postgres, closed_database)
        eventually(lambda: ada.get("/likes").status_code == 200)
        assert ada.get("/likes").json() == {"likes": [SONG]}


def test_a_schema_newer_than_this_code_refuses_to_start(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.transaction(write=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    database.close()
    with pytest.raises(DataError, match="newer Segue"):
        asyncio.run(_open_and_close(sqlite_url))


async def _open_and_close(url: str) -> None:
    storage = Storage(url)
    try:
        await storage.open()
    finally:
        await storage.close()


def test_a_failure_nobody_foresaw_is_logged_and_the_database_tried_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[Exception] = [Unavailable("away"), LookupError("unforeseen")]

    def prepare(database: Database) -> None:
        if failures:
            raise failures.pop(0)
        migrate(database)

    async def open_late() -> None:
        late = Storage(sqlite_url)
        try:
            await late.open()
            assert late._trying is not None
            await asyncio.wait_for(late._trying, 5)
            assert await late.answers()
        finally:
            await late.close()

    monkeypatch.setattr(storage, "migrate", prepare)
    monkeypatch.setattr(storage, "RETRY_SECONDS", 0.01)
    asyncio.run(open_late())
    assert [record.message for record in caplog.records if record.exc_info] == [
        "the database can't be prepared"
    ]


def test_many_who_want_to_know_ask_the_database_once(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(storage, "_ping", asked.append)

    async def ask() -> list[bool]:
        held = Storage(sqlite_url)
        await held.open()
        answers = await asyncio.gather(*(held.answers() for _ in range(50)))
        await held.close()
        return answers

    assert asyncio.run(ask()) == [True] * 50
    assert len(asked) == 1
