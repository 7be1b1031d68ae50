import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from segue.releases.store import ReleaseStore
from segue.releases.verify import verify
from tests.releases.world import make_release

ROOT = Path(__file__).parents[2]
KILLS = 30
PATIENCE_SECONDS = 60


class Writers:
    """Starts and kills processes that write, promote and prune without a pause."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert self._answer() == "ready"

    def kill_one_after(self, seconds: float) -> None:
        writer = int(self._ask("start"))
        time.sleep(seconds)
        os.kill(writer, signal.SIGKILL)
        assert int(self._ask("reap")) == -signal.SIGKILL

    def _ask(self, word: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture
def writers(store: ReleaseStore) -> Iterator[Writers]:
    command = [sys.executable, "-m", "tests.releases.restless", str(store.root)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Writers(process)


def test_a_writer_killed_at_any_moment_leaves_a_current_release_that_verifies(
    store: ReleaseStore, writers: Writers
) -> None:
    store.promote(make_release(store))
    started = time.monotonic()
    store.promote(make_release(store, seed=1))
    one_round = time.monotonic() - started
    chance = random.Random(1)
    seen: set[str] = set()
    deadline = started + PATIENCE_SECONDS
    kills = 0
    # on a busy machine a round takes longer than it did: go on until they came to promoting
    while kills < KILLS or (len(seen) <= 3 and time.monotonic() < deadline):
        writers.kill_one_after(chance.uniform(0, (6 + kills / KILLS) * one_round))
        kills += 1
        current = store.current_id()
        assert current is not None
        assert verify(store.path(current)).id == current
        seen.add(current)
    for release in store.releases():
        verify(store.path(release))
    for candidate in store.candidates():
        verify(store.candidate_path(candidate))
    assert len(seen) > 3

    # The next writer works, and leaves nothing of the killed ones.
    store.promote(make_release(store))
    store.prune()
    hidden = {path.name for path in store.root.glob(".*")}
    assert hidden <= {".pointer.lock", ".verified"}
    store.roll_back()
