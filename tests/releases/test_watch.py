import asyncio
import shutil
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from segue.base.arrays import Float32
from segue.base.errors import ReleaseRefused
from segue.releases.reader import OpenRelease
from segue.releases.store import ReleaseStore
from segue.releases.watch import RETRY_SECONDS, Watcher
from tests.releases.world import damage, make_release


@dataclass(frozen=True)
class Served:
    """What an answer needs, all of one release."""

    release_id: str
    release: OpenRelease
    vectors: Float32

    @classmethod
    def of(cls, release: OpenRelease) -> "Served":
        return cls(release.id, release, release.arrays["item_vectors"])

    def agrees(self) -> bool:
        """Whether the index still answers with the inner products of these very vectors."""
        scores, rows = self.release.index.search(self.vectors[:1], 3)
        truth = self.vectors[rows[0]] @ self.vectors[0]
        return self.release.id == self.release_id and np.allclose(scores[0], truth, rtol=1e-4)


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def errors(caplog: pytest.LogCaptureFixture) -> list[Any]:
    return [record for record in caplog.records if record.levelname == "ERROR"]


def test_it_serves_the_current_release_and_follows_it(store: ReleaseStore) -> None:
    a, b = make_release(store), make_release(store, seed=1)
    store.promote(a)
    watcher = Watcher(store, Served.of)
    assert watcher.served.release_id == watcher.release_id == a
    assert watcher.refused is None
    assert not watcher.check()
    store.promote(b)
    assert watcher.served.release_id == a
    assert watcher.check()
    assert watcher.served.release_id == watcher.release_id == b
    store.roll_back()
    assert watcher.check()
    assert watcher.served.release_id == a


def test_nothing_is_loaded_again_while_nothing_has_moved(store: ReleaseStore) -> None:
    release = make_release(store)
    store.promote(release)
    loads = []
    watcher = Watcher(store, lambda opened: loads.append(opened.id))
    assert not watcher.check()
    store.promote(release)
    assert not watcher.check()
    assert loads == [release]


def test_without_any_release_it_says_what_to_run(store: ReleaseStore) -> None:
    with pytest.raises(ReleaseRefused, match=r"No release is current\. .*main\.py retrain"):
        Watcher(store, Served.of)


def test_a_release_that_was_never_promoted_is_not_served(store: ReleaseStore) -> None:
    make_release(store)
    with pytest.raises(ReleaseRefused, match="No release is current"):
        Watcher(store, Served.of)
    live = make_release(store, seed=1)
    store.promote(live)
    damage(store, live)
    with pytest.raises(ReleaseRefused, match=live):
        Watcher(store, Served.of)


def test_with_only_a_damaged_release_it_says_what_is_wrong(store: ReleaseStore) -> None:
    release = make_release(store)
    store.promote(release)
    damage(store, release)
    with pytest.raises(ReleaseRefused, match=rf"{release} is refused: report\.html"):
        Watcher(store, Served.of)


def test_at_the_start_the_last_good_release_serves_in_place_of_a_damaged_one(
    store: ReleaseStore, caplog: pytest.LogCaptureFixture
) -> None:
    a, b, c = (make_release(store, seed=seed) for seed in range(3))
    for release in (a, b, c):
        store.promote(release)
    damage(store, b)
    damage(store, c)
    watcher = Watcher(store, Served.of)
    assert watcher.release_id == a
    assert watcher.refused is not None
    assert c in watcher.refused
    assert len(errors(caplog)) == 1
    store.promote(a)
    assert not watcher.check()
    assert watcher.refused is None


def test_a_release_that_turns_out_damaged_is_not_served_and_the_old_one_stays(
    store: ReleaseStore, caplog: pytest.LogCaptureFixture
) -> None:
    a, b, c = (make_release(store, seed=seed) for seed in range(3))
    store.promote(a)
    watcher = Watcher(store, Served.of)
    store.promote(b)
    damage(store, b)
    for _ in range(3):
        assert not watcher.check()
    assert watcher.release_id == a
    assert watcher.served.agrees()
    assert watcher.refused is not None
    assert "report.html" in watcher.refused
    assert [record.fields["serving"] for record in errors(caplog)] == [a]
    store.promote(c)
    assert watcher.check()
    assert watcher.refused is None


@pytest.mark.parametrize("problem", ["removed", "unlinked", "no link", "elsewhere"])
def test_a_pointer_that_leads_nowhere_keeps_the_old_release(store: ReleaseStore, problem: str) -> None:
    a, b = make_release(store), make_release(store, seed=1)
    store.promote(a)
    watcher = Watcher(store, Served.of)
    store.promote(b)
    current = store.root / "current"
    if problem == "removed":
        shutil.rmtree(store.path(b))
    else:
        current.unlink()
    if problem == "no link":
        current.mkdir()
    if problem == "elsewhere":
        current.symlink_to("/etc")
    assert not watcher.check()
    assert watcher.release_id == a
    assert watcher.served.agrees()
    assert watcher.refused is not None
    assert Watcher(store, Served.of).refused is not None


def test_a_release_that_verifies_and_does_not_load_is_refused_as_well(
    store: ReleaseStore, caplog: pytest.LogCaptureFixture
) -> None:
    a, b = make_release(store), make_release(store, seed=1)
    store.promote(a)

    def load(release: OpenRelease) -> str:
        if release.id == b:
            raise KeyError("catalogue.titles")
        return release.id

    watcher = Watcher(store, load)
    store.promote(b)
    assert not watcher.check()
    assert watcher.served == a
    assert watcher.refused == f"{b} verifies, but does not load: KeyError('catalogue.titles')."
    assert "KeyError" in caplog.text


def test_a_refused_release_is_tried_again_after_a_minute_or_when_promoted_again(store: ReleaseStore) -> None:
    a, b = make_release(store), make_release(store, seed=1)
    store.promote(a)
    clock, loads = Clock(), []

    def load(release: OpenRelease) -> str:
        loads.append(release.id)
        if loads.count(b) in {1, 2}:
            raise OSError("not yet")
        return release.id

    watcher = Watcher(store, load, monotonic=clock)
    store.promote(b)
    assert not watcher.check()
    clock.seconds += RETRY_SECONDS - 1
    assert not watcher.check()
    assert loads == [a, b]
    clock.seconds += 1
    assert not watcher.check()
    assert loads == [a, b, b]
    store.promote(b)
    assert watcher.check()
    assert watcher.served == b
    assert watcher.refused is None


def test_readers_never_see_a_gap_nor_a_mix_while_releases_are_swapped(store: ReleaseStore) -> None:
    releases = [make_release(store, seed=seed, n_songs=40) for seed in range(3)]
    store.promote(releases[-1])
    watcher = Watcher(store, Served.of)
    done = threading.Event()
    failures: list[object] = []
    seen: set[str] = set()

    def read() -> None:
        while not done.is_set():
            try:
                served = watcher.served
                seen.add(served.release_id)
                if not served.agrees():
                    failures.append(served.release_id)
            except Exception as error:  # noqa: BLE001 - whatever it is, it failed a reader
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    swaps = 0
    for turn in range(30):
        store.promote(releases[turn % 3])
        swaps += watcher.check()
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert swaps == 30
    assert seen == set(releases)


def test_it_watches_by_itself_until_it_is_cancelled(store: ReleaseStore) -> None:
    a, b = make_release(store), make_release(store, seed=1)
    store.promote(a)

    async def scene() -> None:
        loop, swapped = asyncio.get_running_loop(), asyncio.Event()

        def load(release: OpenRelease) -> str:
            if release.id == b:
                loop.call_soon_threadsafe(swapped.set)
            return release.id

        watcher = Watcher(store, load)
        running = asyncio.create_task(watcher.run(0.005))
        store.promote(b)
        async with asyncio.timeout(10):
            await swapped.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert not watcher.check()
        assert watcher.served == b

    asyncio.run(scene())
