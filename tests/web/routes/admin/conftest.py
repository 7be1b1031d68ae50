"""Servers with folders of trained releases of their own, and somebody who may look after them."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from db.database import Database
from main import main
from segue.accounts.administrators import grant
from segue.base.ids import ReleaseId
from segue.releases.store import ReleaseStore
from segue.web.app import create_app
from tests.training.conftest import write_plays
from tests.web.conftest import Person, sign_up
from tests.web.world import NO_ATTEMPT_LIMITS, make_settings, serve

TIMEOUT = 60
SMALL = ("--set", "dimensions=4", "--brief", "--json")


@dataclass(frozen=True)
class World:
    """A folder of releases as an operator's commands leave it; to be copied.

    Attributes:
        plays: the log they were trained on.
        first: was in service.
        current: is in service.
        refused: is newer, and the gate refuses it: nothing was held out.
    """

    root: Path
    plays: Path
    first: ReleaseId
    current: ReleaseId
    refused: ReleaseId

    def copied(self, root: Path) -> Path:
        """A folder of releases that may be changed."""
        shutil.copytree(self.root, root, symlinks=True, ignore=shutil.ignore_patterns("*.sqlite3*"))
        return root


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    plays = write_plays(folder / "plays.csv")
    root = folder / "artifacts"

    def retrained(*words: str) -> ReleaseId:
        result = CliRunner().invoke(
            main, ["retrain", "--data", str(plays), *words, *SMALL], env={"ARTIFACTS_DIR": str(root)}
        )
        return ReleaseId(json.loads(result.stdout)["release"])

    return World(root, plays, retrained(), retrained(), retrained("--holdout", "0"))


@dataclass(frozen=True)
class Place:
    """A server whose releases may be moved, and two who ask it.

    Attributes:
        client: asks it.
        store: its releases.
        admin: an administrator.
        other: an account like any other.
    """

    client: httpx.Client
    store: ReleaseStore
    admin: Person
    other: Person

    def ask(self, method: str, path: str, body: object = None, *, by: Person | None = None) -> httpx.Response:
        person = by or self.admin
        return self.client.request(method, path, json=body, headers=person.headers, timeout=TIMEOUT)

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def opened(world: World, root: Path, database_url: str, **changes: Any) -> Iterator[Place]:
    """A server over a copy of the world."""
    settings = make_settings(world.copied(root), database_url, **changes)
    with serve(create_app(settings, NO_ATTEMPT_LIMITS)) as client:
        yield Place(client, ReleaseStore(root), make_admin(client, database_url), sign_up(client))


def make_admin(client: httpx.Client, database_url: str) -> Person:
    """Somebody who has just become an administrator."""
    person, database = sign_up(client), Database(database_url)
    with database.transaction(write=True) as connection:
        grant(connection, person.get("/me").json()["username"])
    database.close()
    return person


@pytest.fixture
def place(world: World, sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    with opened(world, tmp_path / "artifacts", sqlite_url) as place:
        yield place
