import asyncio
import shutil
from dataclasses import dataclass, field

import pytest

from segue.base.ids import ReleaseId
from segue.releases.pinned import IDLE_SECONDS, MOST_PINNED, PinnedReleases
from segue.releases.reader import OpenRelease
from segue.releases.store import ReleaseStore
from segue.releases.watch import RETRY_SECONDS
from tests.releases.world import damage, make_release


@dataclass(frozen=True)
class Served:
    release_id: ReleaseId


@dataclass
class Loads:
    """What was loaded, in order."""

    seen: list[str] = field(default_factory=list)
    seconds: float = 100.0

    def load(self, opened: OpenRelease) -> Served:
        self.seen.append(opened.id)
        return Served(opened.id)

    def clock(self) -> float:
        return self.seconds


@pytest.fixture
def loads() -> Loads:
    return Loads()


@pytest.fixture
def pinned(store: ReleaseStore, loads: Loads) -> PinnedReleases[Served]:
    return PinnedReleases(store, loads.load, monotonic=loads.clock)


def ask(pinned: PinnedReleases[Served], served: Served, *release_ids: str) -> list[Served | None]:
    """What several who ask at once are given."""

    async def scene() -> list[Served | None]:
        return await asyncio.gather(*(pinned.get(release_id, served) for release_id in release_ids))

    return asyncio.run(scene())


def test_what_is_served_is_not_opened_again(
    store: ReleaseStore, pinned: PinnedReleases[Served], loads: Loads
) -> None:
    served = Served(make_release(store))
    assert ask(pinned, served, served.release_id)[0] is served
    assert loads.seen == []


def test_an_older_release_is_opened_once_however_many_ask(
    store: ReleaseStore, pinned: PinnedReleases[Served], loads: Loads
) -> None:
    old, served = make_release(store), Served(make_release(store, seed=1))
    found = ask(pinned, served, *[old] * 5)
    assert {each.release_id for each in found if each} == {old}
    assert ask(pinned, served, old)[0] is found[0]
    assert loads.seen == [old]
    assert store.current_id() is None


def test_another_takes_the_place_of_one_that_is_idle(
    store: ReleaseStore, pinned: PinnedReleases[Served], loads: Loads
) -> None:
    served, *old = (Served(make_release(store, seed=seed)) for seed in range(2 + MOST_PINNED))
    for each in old[:-1]:
        ask(pinned, served, each.release_id)
    loads.seconds += IDLE_SECONDS
    ask(pinned, served, old[0].release_id)
    assert ask(pinned, served, old[-1].release_id) == [old[-1]]
    assert ask(pinned, served, old[0].release_id) == [old[0]]
    assert loads.seen == [each.release_id for each in old]


def test_more_in_use_than_are_held_are_not_opened_again_and_again(
    store: ReleaseStore, pinned: PinnedReleases[Served], loads: Loads
) -> None:
    served, *old = (Served(make_release(store, seed=seed)) for seed in range(2 + MOST_PINNED))
    names = [each.release_id for each in old]
    for _ in range(3):
        found = ask(pinned, served, *names)
        assert found == [*old[:-1], None]
    assert sorted(loads.seen) == sorted(names[:-1])


def test_one_that_is_gone_is_not_served_from_memory(
    store: ReleaseStore, pinned: PinnedReleases[Served]
) -> None:
    old, served = make_release(store), Served(make_release(store, seed=1))
    assert ask(pinned, served, old) != [None]
    shutil.rmtree(store.path(old))
    assert ask(pinned, served, old) == [None]
    assert ask(pinned, served, "../../etc") == [None]


def test_one_that_is_refused_is_left_alone_for_a_minute(
    store: ReleaseStore, pinned: PinnedReleases[Served], loads: Loads, caplog: pytest.LogCaptureFixture
) -> None:
    old, served = make_release(store), Served(make_release(store, seed=1))
    damage(store, old)
    assert ask(pinned, served, old) == [None]
    assert ask(pinned, served, old) == [None]
    assert len(caplog.records) == 1
    loads.seconds += RETRY_SECONDS
    assert ask(pinned, served, old) == [None]
    assert len(caplog.records) == 2
    assert loads.seen == []
