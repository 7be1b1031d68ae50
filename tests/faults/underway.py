"""Listeners who go on asking while something happens to the server."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import orjson

from benchmarks.serving.client import CUT, LOST, Request, Tally, paced
from tests.contract.servers import Server
from tests.faults.holders import holder_of
from tests.web.conftest import OTHER, SONG, sign_up
from tests.web.world import eventually

CONNECTIONS = 16
RATE = 150
"""Requests a second: a part of what two busy cores can do, so that nobody waits for their turn."""
LEAD_SECONDS = 1.0
LONGEST_SECONDS = 60.0
"""For what comes within a second or two on a quiet machine: this only keeps a test from waiting for ever."""


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


def assert_lost_no_more_than_was_under_way(tally: Tally) -> None:
    """What one worker that is killed may cost: at most a request a connection, and no other failure."""
    assert tally.statuses.keys() <= {200, LOST, CUT}
    assert tally.failed + tally.repeated <= CONNECTIONS, (tally.statuses, tally.repeated)


@dataclass(frozen=True)
class Gunicorn:
    """A gunicorn that runs, and its workers."""

    running: Server

    @property
    def url(self) -> str:
        return self.running.url

    def workers(self) -> list[int]:
        """Their ids, the oldest first."""
        return self.running.workers

    def started(self) -> int:
        """How many workers have been ready so far."""
        return self.running.log.read_text().count("ASGI server listening")

    def wait_for_workers(self, ready: int, *, seconds: float = LONGEST_SECONDS) -> None:
        """Until so many have been ready, those from before too."""
        eventually(lambda: self.started() >= ready, seconds=seconds)

    def asked_of_each(self, path: str) -> dict[int, httpx.Response]:
        """What each worker answers now, by its id; all that are there take connections.

        Chance decides who takes a connection, so new ones are opened until each worker has one.
        """
        port, workers = urlsplit(self.url).port or 0, self.workers()
        answers: dict[int, httpx.Response] = {}
        deadline = time.monotonic() + LONGEST_SECONDS
        with ExitStack() as kept:
            while len(answers) < len(workers):
                assert time.monotonic() < deadline, f"only {[*answers]} of {workers} take connections"
                client = kept.enter_context(httpx.Client(base_url=self.url, trust_env=False))
                answer = client.get(path)
                own_port = answer.extensions["network_stream"].get_extra_info("client_addr")[1]
                worker = holder_of(port, own_port, workers)
                if worker is not None:
                    answers[worker] = answer
        return answers

    def wait_for_health(self, *, degraded: list[str], release: str | None = None) -> None:
        """Until each worker says of itself what is degraded, and which release it serves."""

        def told(answer: httpx.Response) -> bool:
            assert answer.status_code == 200
            health = answer.json()
            return health["degraded"] == degraded and release in (None, health["release"])

        eventually(lambda: all(map(told, self.asked_of_each("/health").values())), seconds=LONGEST_SECONDS)
