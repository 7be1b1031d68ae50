"""Listeners who go on asking while something happens to the server."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson

from benchmarks.serving.client import Request, Tally, paced
from tests.contract.servers import Running
from tests.web.conftest import OTHER, SONG, sign_up
from tests.web.world import eventually

CONNECTIONS = 16
RATE = 150
"""Requests a second: a part of what two busy cores can do, so that nobody waits for their turn."""
LEAD_SECONDS = 1.0


def questions(token: str | None = None) -> list[Request]:
    """One of each kind that a listener asks; with a token, of somebody who has an account."""
    bodies = [
        ("/recommendations/similar", {"song": SONG}),
        ("/recommendations/similar", {"song": OTHER, "limit": 50}),
        ("/recommendations/cold-start", {"seeds": [SONG, OTHER]}),
    ]
    return [
        *(Request.of("POST", path, orjson.dumps(body), token=token) for path, body in bodies),
        Request.of("GET", "/recommendations/categories", token=token),
        Request.of("GET", "/catalog/search?q=river"),
    ]


def mixed(url: str) -> list[Request]:
    """Half of strangers, half of somebody who signs up for it."""
    with httpx.Client(base_url=url, trust_env=False) as client:
        return questions() + questions(sign_up(client).token)


def asked_during(
    happens: Callable[[], object], url: str, *, seconds: float, requests: list[Request] | None = None
) -> Tally:
    """What listeners are answered for so many seconds, of which something happens after the first."""
    given = mixed(url) if requests is None else requests
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(paced, url, given, connections=CONNECTIONS, rate=RATE, seconds=seconds)
        time.sleep(LEAD_SECONDS)
        happens()
        return asked.result()


@dataclass(frozen=True)
class Gunicorn:
    """A gunicorn that runs, and its workers."""

    running: Running

    @property
    def url(self) -> str:
        return self.running.url

    def workers(self) -> list[int]:
        """Their ids, the oldest first."""
        master = self.running.process.pid
        return sorted(map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split()))

    def started(self) -> int:
        """How many workers have been ready so far."""
        return self.running.log.read_text().count("ASGI server listening")

    def wait_for_workers(self, ready: int, *, seconds: float = 30) -> None:
        """Until so many have been ready, those from before too."""
        eventually(lambda: self.started() >= ready, seconds=seconds)
