"""The API of the month: one app that follows `current`, one that stays with the first release, one clock."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from segue.web.app import create_app
from segue.web.process import process_of
from tests.web.world import NO_ATTEMPT_LIMITS, eventually, make_settings, serve

PASSWORD = "the same for every invented listener"  # noqa: S105 - nobody's
SHOWN = 20
_PROMPTLY_SECONDS = 30
_TRIES = 5


@dataclass
class Clock:
    """What time it is for the API."""

    now: datetime

    def __call__(self) -> datetime:
        """The time, UTC."""
        return self.now


@dataclass(frozen=True)
class Service:
    """A real server and what is asked of it.

    Attributes:
        client: of the server.
        clock: which it goes by.
    """

    client: httpx.Client
    clock: Clock

    def sign_up(self, name: str) -> dict[str, str]:
        """Make an account; returns the headers it is signed in with."""
        token = self._ok("POST", "/auth/signup", json={"username": name, "password": PASSWORD})
        return {"Authorization": f"Bearer {token['access_token']}"}

    def page(self, who: dict[str, str]) -> list[list[str]]:
        """The shelves of somebody's page, as song ids."""
        buckets = self._ok("GET", "/recommendations/categories", who)["buckets"]
        return [[item["song_id"] for item in bucket["items"]] for bucket in buckets]

    def up_next(self, who: dict[str, str], song: str) -> list[str]:
        """What follows a song of the catalogue."""
        found = self._ok("POST", "/recommendations/similar", who, json={"song": song})
        return [item["song_id"] for item in found["results"]]

    def songs_for(self, who: dict[str, str], *, seeds: Sequence[str] = (), heard: Sequence[str]) -> list[str]:
        """Twenty songs for somebody, none of them in ``heard`` (as many of the latest as may be named)."""
        body = {"seeds": list(seeds), "exclude": list(heard[-500:]), "limit": SHOWN}
        found = self._ok("POST", "/recommendations/cold-start", who, json=body)
        return [item["song_id"] for item in found["results"]]

    def send(self, who: dict[str, str], method: str, path: str, **what: Any) -> Any:
        """Ask anything as somebody; what is not answered well raises ``httpx.HTTPStatusError``."""
        return self._ok(method, path, who, **what)

    def follow(self, release_id: str) -> None:
        """Wait until a release answers."""

        def serves() -> bool:
            return bool(self._ok("GET", "/health")["release"] == release_id)

        eventually(serves, seconds=_PROMPTLY_SECONDS)

    def _ok(self, method: str, path: str, who: dict[str, str] | None = None, **what: Any) -> Any:
        for _ in range(_TRIES):
            answer = self.client.request(method, path, headers=who, **what)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(int(answer.headers["Retry-After"]))  # a busy machine; safe to send again
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def served(artifacts: Path, database: Path, clock: Clock) -> Iterator[Service]:
    """Serve the current release of a folder, by a clock of ours; accounts are in an SQLite file."""
    settings = make_settings(artifacts, f"sqlite:///{database}", log_level="WARNING", impression_days=0)
    app = create_app(settings, NO_ATTEMPT_LIMITS)
    with serve(app) as client:
        app.state.process = replace(process_of(app), clock=clock)
        client.timeout = httpx.Timeout(60)
        yield Service(client, clock)
