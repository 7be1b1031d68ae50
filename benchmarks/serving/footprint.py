"""What running costs beside time for answers: memory of workers, time to start, time to take a release."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.serving.client import Answered, Request, once
from benchmarks.serving.questions import Kind
from benchmarks.serving.servers import Memory, Server, gunicorn
from segue.base.ids import ReleaseId
from segue.releases.store import ReleaseStore

WORKERS = 4
STARTS = 3
SWAPS = 5
ASKED = 400
"""Requests of each kind before memory is read: caches fill, pages are touched."""
_LONGEST_SWAP = 30.0


@dataclass(frozen=True)
class Footprint:
    """What a deployment of several workers costs.

    Attributes:
        memory: of each worker, the oldest first.
        ready_seconds: from the start of the process to the first answer, the median of a few starts.
        swap_seconds: from a promotion until every worker answers from the other release, likewise.
    """

    memory: list[Memory]
    ready_seconds: float
    swap_seconds: float


def footprint(
    store: ReleaseStore, other: ReleaseId, kinds: list[Kind], folder: Path, environment: Mapping[str, str]
) -> Footprint:
    """Measure one release.

    Args:
        store: with the release as current.
        other: a second release; the current one is current again in the end.
        kinds: what is asked before memory is read.
        folder: for logs.
        environment: of the server.
    """
    current = store.current_id()
    assert current is not None
    starts = []
    for number in range(STARTS):
        began = time.perf_counter()
        with gunicorn("api:app", folder / f"start{number}", environment):
            starts.append(time.perf_counter() - began)
    with gunicorn("api:app", folder / "footprint", environment, workers=WORKERS) as server:
        for kind in kinds:
            _ask_all(server, kind.requests(0, ASKED))
        memory = server.memory()
        swaps = []
        for number in range(SWAPS):
            target = current if number % 2 else other
            store.promote(target)
            swaps.append(_seconds_to(server, target))
        store.promote(current)
        _seconds_to(server, current)
    return Footprint(memory, median(starts), median(swaps))


def _ask_all(server: Server, requests: list[Request]) -> list[Answered]:
    """Ask over connections of their own, so that every worker gets some."""
    return [
        answer for at in range(0, len(requests), 20) for answer in once(server.url, requests[at : at + 20])
    ]


def _seconds_to(server: Server, release_id: ReleaseId) -> float:
    """Until so many answers in a row came from a release that no worker can have been left out."""
    began, probe = time.perf_counter(), Request.of("GET", "/catalog/search?q=a")
    named = f"x-release: {release_id}".lower().encode()
    in_a_row = 0
    while in_a_row < 8 * WORKERS:
        (answer,) = once(server.url, [probe])
        if in_a_row == 0:
            seen = time.perf_counter() - began
        in_a_row = in_a_row + 1 if named in answer.head.lower() else 0
        if time.perf_counter() - began > _LONGEST_SWAP:
            raise TimeoutError(f"{release_id} is not answered from")
    return seen
