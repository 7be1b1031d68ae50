import logging
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from segue.base.settings import Settings
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.web.app import create_app
from segue.web.serving import Serving, load
from tests.web.world import NO_ATTEMPT_LIMITS, make_release, make_settings, make_songs, serve

SONG = "Björk - River"
OTHER = "Blur - Glass"


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one release, promoted; for reading only."""
    root = tmp_path_factory.mktemp("artifacts")
    ReleaseStore(root).promote(make_release(root, make_songs()))
    return root


@pytest.fixture(scope="session")
def serving(artifacts: Path) -> Serving:
    """The same release as requests are answered from."""
    store = ReleaseStore(artifacts)
    return load(open_release(store.path(str(store.current_id()))))


@pytest.fixture(scope="session")
def running(artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    database = tmp_path_factory.mktemp("database") / "segue.sqlite3"
    with ExitStack() as closing:
        with logging_kept():
            app = create_app(make_settings(artifacts, f"sqlite:///{database}"), NO_ATTEMPT_LIMITS)
            client = closing.enter_context(serve(app))
        yield client


@pytest.fixture
def client(running: httpx.Client) -> httpx.Client:
    """Asks a running server that all tests share; what they change belongs to accounts of their own."""
    return running


@pytest.fixture
def settings(artifacts: Path, sqlite_url: str) -> Settings:
    """For an app of one test alone, on a fresh SQLite database."""
    return make_settings(artifacts, sqlite_url)


@dataclass(frozen=True)
class Person:
    """Somebody signed in."""

    client: httpx.Client
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **params: str | int) -> httpx.Response:
        return self.client.get(path, params=params, headers=self.headers)

    def post(self, path: str, body: object) -> httpx.Response:
        return self.client.post(path, json=body, headers=self.headers)

    def put(self, path: str, body: object = None) -> httpx.Response:
        return self.client.put(path, json=body, headers=self.headers)

    def delete(self, path: str) -> httpx.Response:
        return self.client.delete(path, headers=self.headers)


@pytest.fixture
def ada(client: httpx.Client) -> Person:
    """Somebody who has just signed up."""
    return sign_up(client)


def sign_up(client: httpx.Client) -> Person:
    body = {"username": f"ada-{uuid.uuid4().hex}", "password": "correct horse battery"}
    return Person(client, client.post("/auth/signup", json=body).json()["access_token"])


class Logged(logging.Handler):
    """Every record of our loggers."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def named(self, name: str) -> list[dict[str, Any]]:
        return [vars(record).get("fields", {}) for record in self.records if record.name == name]


@pytest.fixture(autouse=True)
def logged() -> Iterator[Logged]:
    """What is logged during a test."""
    with logging_kept():
        logger, logged = logging.getLogger("segue"), Logged()
        logger.handlers, logger.propagate = [logged], False
        logger.setLevel(logging.INFO)
        yield logged


@contextmanager
def logging_kept() -> Iterator[None]:
    """Undo what a server that starts in between does to the loggers of this process."""
    loggers = [logging.getLogger(name) for name in ("segue", "db", "uvicorn.access")]
    before = [(logger.handlers[:], logger.level, logger.propagate, logger.disabled) for logger in loggers]
    yield
    for logger, kept in zip(loggers, before, strict=True):
        logger.handlers, logger.level, logger.propagate, logger.disabled = kept
