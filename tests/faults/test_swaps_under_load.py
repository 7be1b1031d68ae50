"""Fifty releases put in service within a minute while listeners ask two workers, every fifth one broken."""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TextIO

import numpy as np
import orjson
import pytest

from benchmarks.serving.client import Request, Tally, paced
from benchmarks.serving.servers import memory_of
from segue.base.ids import ReleaseId
from segue.releases.pointer import move_pointer
from segue.releases.store import ReleaseStore
from tests.contract.servers import GUNICORN, environment, run
from tests.contract.test_swaps import Listener
from tests.faults.underway import CONNECTIONS, RATE, Gunicorn
from tests.web.world import make_release, make_songs

pytestmark = pytest.mark.faults

NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")
WORKERS = 2
SWAPS = 50
SWAP_SECONDS = 60.0
STEADY_SECONDS = 15.0
BROKEN_EVERY = 5
ROLL_BACKS = (17, 38)
FOLLOWED_SECONDS = 2.0
NOISE_MS = 10.0
"""Steady requests are answered so fast that twice their time is less than what another process may take."""


class News:
    """What workers say in their log of releases, from now on."""

    def __init__(self, log: TextIO) -> None:
        self._log = log
        self._log.seek(0, 2)
        self._begun = ""  # a line of which not all is written yet
        self.told: Counter[tuple[str, str]] = Counter()

    def wait_for(self, event: str, release: str, *, seconds: float) -> float:
        """Until every worker has said it, after this call; gives the seconds that took."""
        began, wanted = time.monotonic(), self.told[event, release] + WORKERS
        while self.told[event, release] < wanted:
            assert time.monotonic() - began < seconds, f"{event} {release}: {self.told}"
            time.sleep(0.01)
            self._read()
        return time.monotonic() - began

    def _read(self) -> None:
        *lines, self._begun = (self._begun + self._log.read()).split("\n")
        for line in lines:
            if '"release swapped"' in line:
                told = json.loads(line)
                self.told["swapped", told["release"]] += 1
            elif found := re.search(r'"release refused".*"reason": ?"(\S+) is refused', line):
                self.told["refused", found[1]] += 1


def spoil(store: ReleaseStore, release_id: ReleaseId) -> None:
    path = store.path(release_id) / "item_vectors.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def mapped_releases(pid: int, root: Path) -> set[str]:
    """Releases that a process has mapped, removed ones too."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    return set(re.findall(rf"{re.escape(str(root))}/([^/\s]+)/", maps))


@contextmanager
def listening(url: str, endings: dict[str, str]) -> Iterator[list[str]]:
    """Somebody who looks whether an answer mixes releases; gives what was wrong."""
    listener = Listener(url, endings)
    listener.start()
    try:
        yield listener.wrong
    finally:
        listener.stopped.set()
        listener.join()


def questions() -> list[Request]:
    """Such as have an answer in each release."""
    seeds = [f"Björk - River {name}" for name in NAMES]
    return [
        Request.of("POST", "/recommendations/cold-start", orjson.dumps({"seeds": seeds})),
        Request.of("POST", "/recommendations/cold-start", orjson.dumps({"seeds": seeds, "limit": 30})),
        Request.of("GET", "/recommendations/categories"),
        Request.of("GET", "/catalog/search?q=river"),
    ]


def answered_during(url: str, seconds: float, happens: Callable[[], object] = lambda: None) -> Tally:
    tallies: list[Tally] = []

    def ask() -> None:
        tallies.append(paced(url, questions(), connections=CONNECTIONS, rate=RATE, seconds=seconds))

    asking = threading.Thread(target=ask)
    asking.start()
    happens()
    asking.join()
    return tallies[0]


def test_nobody_notices_fifty_swaps_in_a_minute(sqlite_url: str, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    store = ReleaseStore(root)
    made = {make_release(root, make_songs(name), seed=at): name for at, name in enumerate(NAMES)}
    good = list(made)
    broken = [make_release(root, make_songs("Broken"), seed=at) for at in range(100, 102)]
    for release_id in broken:
        spoil(store, release_id)
    endings = {str(release_id): name for release_id, name in made.items()}
    store.promote(good[0])
    followed: list[float] = []

    def swap_again_and_again(news: News) -> None:
        next_good, next_broken = cycle([*good[1:], good[0]]), cycle(broken)
        began = time.monotonic()
        for at in range(1, SWAPS + 1):
            if at % BROKEN_EVERY == 0:
                release_id = next(next_broken)
                move_pointer(root, release_id)  # promoting would refuse it
                event = "refused"
            elif at in ROLL_BACKS:
                release_id, event = store.roll_back().release, "swapped"
            else:
                release_id, event = store.promote(next(next_good)).release, "swapped"
            followed.append(news.wait_for(event, release_id, seconds=10))
            time.sleep(max(0.0, began + at * SWAP_SECONDS / SWAPS - time.monotonic()))
        assert time.monotonic() - began < 1.1 * SWAP_SECONDS

    env = environment(root, sqlite_url)
    with run(GUNICORN, tmp_path / "log", env) as running:
        server = Gunicorn(running)
        server.wait_for_workers(WORKERS)
        with running.log.open() as log, listening(server.url, endings) as wrong:
            news = News(log)
            answered_during(server.url, 3)  # caches fill
            steady = answered_during(server.url, STEADY_SECONDS)
            before = [memory_of(pid).private_dirty for pid in server.workers()]
            swapping = answered_during(server.url, SWAP_SECONDS, lambda: swap_again_and_again(news))
            later = answered_during(server.url, STEADY_SECONDS)
        assert wrong == []
        assert steady.failed == swapping.failed == later.failed == 0, (steady.statuses, swapping.statuses)
        assert max(followed) <= FOLLOWED_SECONDS, followed
        # before and after as one: the machine's own speed changes within a minute
        beside = np.concatenate([steady.latencies, later.latencies])
        slow, slower = float(np.percentile(beside, 99)) * 1000, swapping.percentile(99)
        assert slower <= 2 * max(slow, NOISE_MS), (slow, slower, max(followed))
        named = store.pointer()
        assert named is not None
        for pid in server.workers():
            assert len(mapped_releases(pid, root)) == 1
        after = [memory_of(pid).private_dirty for pid in server.workers()]
        assert max(after) <= 1.1 * max(before)
