"""64 people signing in at once for twenty seconds, on two workers, while others listen."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from benchmarks.serving.servers import memory_of
from tests.canaries.planted import PASSWORD
from tests.contract.servers import GUNICORN, Server, environment, run

AT_ONCE = 64
SECONDS = 20.0
MOST_GROWN_MB = 150
MOST_LISTENING_SECONDS = 1.0
PEOPLE = [f"ada-{number}" for number in range(8)]


@pytest.fixture
def server(artifacts: Path, database_url: str, tmp_path: Path) -> Iterator[Server]:
    """Two workers on one database, SQLite, then Postgres."""
    with run(GUNICORN, tmp_path / "log", environment(artifacts, database_url)) as running:
        yield running


def megabytes(pid: int) -> float:
    """What a process holds, its part of shared pages included."""
    return memory_of(pid).pss / 1e6


@dataclass
class Rush:
    """What is seen of a server while many sign in.

    Attributes:
        answers: to sign-ins, by status.
        wrong: what should not have been answered.
        waited: seconds, of somebody without an account who asks for music.
        grown: the most each worker has held beyond what it held before, in MB.
    """

    server: Server
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    grown: Counter[int] = field(default_factory=Counter)

    async def go(self) -> None:
        limits = httpx.Limits(max_connections=AT_ONCE, keepalive_expiry=2)
        options = {"base_url": self.server.url, "trust_env": False, "timeout": 30, "limits": limits}
        async with httpx.AsyncClient(**options) as client:  # type: ignore[arg-type]
            for name in PEOPLE:
                answer = await client.post("/auth/signup", json={"username": name, "password": PASSWORD})
                assert answer.status_code == 201
            before = {pid: megabytes(pid) for pid in self.server.workers}
            until = time.monotonic() + SECONDS
            signing_in = (self._sign_in(client, PEOPLE[n % len(PEOPLE)], until) for n in range(AT_ONCE))
            # in a thread: what is measured must not wait for the 64 of this process
            listening = asyncio.to_thread(self._listen, until)
            await asyncio.gather(*signing_in, listening, self._weigh(before, until))

    async def _sign_in(self, client: httpx.AsyncClient, name: str, until: float) -> None:
        while time.monotonic() < until:
            answer = await client.post("/auth/login", data={"username": name, "password": PASSWORD})
            self.answers[answer.status_code] += 1
            if answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0:
                await asyncio.sleep(0.1)  # far sooner than asked to
            elif answer.status_code != 200:
                self.wrong.append(answer.text)

    def _listen(self, until: float) -> None:
        with httpx.Client(base_url=self.server.url, trust_env=False, timeout=30) as client:
            while time.monotonic() < until:
                begun = time.monotonic()
                answer = client.get("/recommendations/categories")
                self.waited.append(time.monotonic() - begun)
                if answer.status_code != 200:
                    self.wrong.append(answer.text)
                time.sleep(0.05)

    async def _weigh(self, before: dict[int, float], until: float) -> None:
        while time.monotonic() < until:
            for pid, held in before.items():
                self.grown[pid] = max(self.grown[pid], round(megabytes(pid) - held))
            await asyncio.sleep(0.2)


@pytest.mark.slow
def test_workers_stay_small_and_listeners_are_answered(server: Server) -> None:
    rush = Rush(server)
    asyncio.run(rush.go())
    usual, longest = statistics.median(rush.waited), max(rush.waited)
    seen = (
        f"{rush.answers[200] / SECONDS:.1f} sign-ins a second, {rush.answers[503]} refused; grown by "
        f"{rush.grown} MB; listeners waited {usual:.3f} s, at most {longest:.3f} s"
    )
    assert rush.wrong == [], seen
    assert set(rush.answers) <= {200, 503}, seen
    assert rush.answers[200] > 0, seen
    assert server.workers == list(rush.grown), "a worker has died"
    assert max(rush.grown.values()) <= MOST_GROWN_MB, seen
    assert longest < MOST_LISTENING_SECONDS, seen
