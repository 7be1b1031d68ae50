"""Minutes of load: what a server holds stays the same, and a flood ends in answers."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.serving.client import Tally, paced
from benchmarks.serving.servers import Server
from tests.load.conftest import CONNECTIONS, Loaded

pytestmark = pytest.mark.load

STEADY_SECONDS, SETTLED_SECONDS = 180.0, 60.0
GROWTH = 1.05
FLOOD_SECONDS, FLOOD_TIMES, FLOOD_CONNECTIONS = 20.0, 4.0, 3000
RECOVERY_SECONDS, NORMAL_SECONDS = 5.0, 15.0
SLOWER_AFTER = 1.5


@dataclass(frozen=True)
class Held:
    """What one worker holds: bytes, bytes, numbers."""

    pss: int
    private_dirty: int
    descriptors: int
    threads: int


def held(server: Server) -> list[Held]:
    return [
        Held(
            memory.pss,
            memory.private_dirty,
            len(list(Path(f"/proc/{pid}/fd").iterdir())),
            len(list(Path(f"/proc/{pid}/task").iterdir())),
        )
        for pid, memory in zip(server.workers, server.memory(), strict=True)
    ]


def steady(loaded: Loaded, seconds: float) -> Tally:
    """Half of what the server can do."""
    return paced(
        loaded.server.url, loaded.requests, connections=CONNECTIONS, rate=loaded.rate / 2, seconds=seconds
    )


def test_three_minutes_of_load_leave_a_server_as_it_was_after_one(loaded: Loaded) -> None:
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(steady, loaded, STEADY_SECONDS)
        time.sleep(SETTLED_SECONDS)
        early = held(loaded.server)
        time.sleep(STEADY_SECONDS - SETTLED_SECONDS - 2)
        late = held(loaded.server)
        tally = asked.result()
    print(f"\nsteady: {describe(tally)}\n  after a minute: {early}\n  at the end: {late}")
    assert tally.statuses.keys() == {200}
    for before, after in zip(early, late, strict=True):
        assert after.pss <= GROWTH * before.pss
        assert after.private_dirty <= GROWTH * before.private_dirty
        assert (after.descriptors, after.threads) == (before.descriptors, before.threads)


def test_a_flood_ends_in_answers_and_leaves_nothing_behind(loaded: Loaded) -> None:
    before = steady(loaded, NORMAL_SECONDS)
    workers = loaded.server.workers
    flood = paced(
        loaded.server.url,
        loaded.requests,
        connections=FLOOD_CONNECTIONS,
        rate=FLOOD_TIMES * loaded.rate,
        seconds=FLOOD_SECONDS,
    )
    steady(loaded, RECOVERY_SECONDS)
    after = steady(loaded, NORMAL_SECONDS)
    print(f"\nbefore: {describe(before)}\n flood: {describe(flood)}\n after: {describe(after)}")
    assert flood.statuses.keys() <= {200, 429, 503}
    assert after.statuses.keys() == {200}
    assert after.percentile(99) <= SLOWER_AFTER * before.percentile(99)
    assert loaded.server.workers == workers


def describe(tally: Tally) -> str:
    return (
        f"{tally.rate:.0f} answers/s, p50 {tally.percentile(50):.1f} ms, p99 {tally.percentile(99):.1f} ms, "
        f"{dict(tally.statuses)}, {tally.repeated} sent again"
    )
