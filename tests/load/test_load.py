"""Minutes of load: what a server holds stays the same, and a flood ends in answers."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from benchmarks.serving.client import Tally, paced
from benchmarks.serving.servers import Server, memory_of
from tests.load.conftest import CONNECTIONS, Loaded

pytestmark = pytest.mark.load

STEADY_SHARE = 0.5
"""Of the rate that the server sustains: beyond some two thirds, chance alone makes queues."""
STEADY_SECONDS, SETTLED_SECONDS = 180.0, 60.0
LOOKS, LOOK_SECONDS = 10, 0.3
GROWTH = 1.05
FLOOD_SECONDS, FLOOD_TIMES, FLOOD_CONNECTIONS, FLOOD_PATIENCE = 20.0, 4.0, 3000, 1.0
RECOVERY_SECONDS = 5.0
WINDOWS, WINDOW_SECONDS = 3, 5.0
SLOWER_AFTER = 1.5
NOISE_MS = 25.0
"""Beside what a server is slow by, what the slowest of a hundred answers may wait for another process."""


@dataclass(frozen=True)
class Held:
    """What one worker holds: bytes, bytes, numbers."""

    pss: int
    private_dirty: int
    descriptors: int
    threads: int


def held(server: Server) -> list[Held]:
    """The least that each worker held in a few looks: what it holds for a moment only is left out."""
    looks: list[list[Held]] = []
    for _ in range(LOOKS):
        looks.append([_held(worker) for worker in server.workers])
        time.sleep(LOOK_SECONDS)
    return [
        Held(*(min(getattr(look, of) for look in of_one) for of in Held.__annotations__))
        for of_one in zip(*looks, strict=True)
    ]


def _held(pid: int) -> Held:
    memory, process = memory_of(pid), Path(f"/proc/{pid}")
    numbers = (len(list((process / of).iterdir())) for of in ("fd", "task"))
    return Held(memory.pss, memory.private_dirty, *numbers)


def steady(loaded: Loaded, seconds: float) -> Tally:
    """At a stated part of what the server sustains."""
    return paced(
        loaded.server.url,
        loaded.requests,
        connections=CONNECTIONS,
        rate=STEADY_SHARE * loaded.rate,
        seconds=seconds,
    )


def test_three_minutes_of_load_leave_a_server_as_it_was_after_one(loaded: Loaded) -> None:
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(steady, loaded, STEADY_SECONDS)
        time.sleep(SETTLED_SECONDS - LOOKS * LOOK_SECONDS)
        early = held(loaded.server)
        time.sleep(STEADY_SECONDS - SETTLED_SECONDS - LOOKS * LOOK_SECONDS - 2)
        late = held(loaded.server)
        tally = asked.result()
    print(f"\nsustains {loaded.rate:.0f}/s\nsteady: {describe(tally)}\n  early: {early}\n   late: {late}")
    assert tally.statuses.keys() == {200}, refused(loaded.server)
    for before, after in zip(early, late, strict=True):
        assert after.pss <= GROWTH * before.pss
        assert after.private_dirty <= GROWTH * before.private_dirty
        assert (after.descriptors, after.threads) == (before.descriptors, before.threads)


def test_a_flood_ends_in_answers_and_leaves_nothing_behind(loaded: Loaded) -> None:
    before = [steady(loaded, WINDOW_SECONDS) for _ in range(WINDOWS)]
    workers = loaded.server.workers
    flood = paced(
        loaded.server.url,
        loaded.requests,
        connections=FLOOD_CONNECTIONS,
        rate=FLOOD_TIMES * loaded.rate,
        seconds=FLOOD_SECONDS,
        patience=FLOOD_PATIENCE,
    )
    steady(loaded, RECOVERY_SECONDS)
    after = [steady(loaded, WINDOW_SECONDS) for _ in range(WINDOWS)]
    shown = {"before": before, "flood": [flood], "after": after}
    print(*(f"\n{name:>6}: {describe(tally)}" for name, tallies in shown.items() for tally in tallies))
    assert flood.statuses.keys() <= {200, 429, 503}
    assert flood.statuses[200] > 0
    assert {status for tally in after for status in tally.statuses} == {200}, refused(loaded.server)
    for share in (50, 99):
        usual, now = (median(each.percentile(share) for each in tallies) for tallies in (before, after))
        assert now <= max(SLOWER_AFTER * usual, NOISE_MS), (share, usual, now)
    assert loaded.server.workers == workers


def describe(tally: Tally) -> str:
    return (
        f"{tally.rate:.0f} answers/s, p50 {tally.percentile(50):.1f} ms, p99 {tally.percentile(99):.1f} ms, "
        f"slowest {tally.percentile(100):.0f} ms, {dict(tally.statuses)}, {tally.repeated} sent again, "
        f"{tally.left_out} not sent"
    )


def refused(server: Server) -> str:
    """The last lines of the log that are no answer of 2xx: what went wrong, and when."""
    lines = [line for line in server.log.read_text().splitlines() if line.startswith("{")]
    return "\n".join([line for line in lines if json.loads(line).get("status") not in {200, 304}][-20:])
