"""A server of two workers over an invented world, and what listeners of every kind ask it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median

import pytest

from benchmarks.serving.client import Request, closed
from benchmarks.serving.questions import accounts_url, kinds
from benchmarks.serving.servers import Server, gunicorn
from benchmarks.serving.world import WorldSize, write_world
from segue.releases.index import IndexSettings
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.training.sealing import seal_candidate

SONGS, FACTORS = 20_000, 64
WORKERS = 2
CONNECTIONS = 32
OF_EACH_KIND = 400
TURNS, TURN_SECONDS = 3, 5.0


@dataclass(frozen=True)
class Loaded:
    """A server, and what it can do.

    Attributes:
        server: two workers.
        requests: of every kind, in turns; a third by people who have signed in.
        rate: requests a second that it sustains: those it answers when it is asked without a pause, all of
            them asked before, the median of a few turns.
    """

    server: Server
    requests: list[Request]
    rate: float


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("load")
    store = _world(folder / "releases")
    url, secret = accounts_url(folder), secrets.token_hex(32)
    current = store.current_id()
    assert current is not None
    asked = kinds(open_release(store.path(current)), url, secret)
    requests = list(
        chain.from_iterable(zip(*(kind.requests(0, OF_EACH_KIND) for kind in asked), strict=True))
    )
    environment = {"ARTIFACTS_DIR": str(store.root), "DATABASE_URL": url, "API_SECRET_KEY": secret}
    with gunicorn("api:app", folder / "log", environment, workers=WORKERS) as server:
        warmed = closed(server.url, requests, connections=CONNECTIONS, seconds=300, most=len(requests))
        assert warmed.failed == 0, warmed.statuses
        turns = [
            closed(server.url, requests, connections=CONNECTIONS, seconds=TURN_SECONDS) for _ in range(TURNS)
        ]
        yield Loaded(server, requests, median(turn.rate for turn in turns))


def _world(root: Path) -> ReleaseStore:
    store = ReleaseStore(root)
    candidate = write_world(store, WorldSize(SONGS, FACTORS))
    store.promote(seal_candidate(store, candidate, IndexSettings()))
    return store
