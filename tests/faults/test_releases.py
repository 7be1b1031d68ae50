"""What may be wrong with the folder of releases while two workers serve from it under load."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from segue.base.errors import Unavailable
from segue.base.ids import ReleaseId
from segue.releases.manifest import FORMAT_VERSION
from segue.releases.names import MANIFEST_FILE
from segue.releases.pointer import move_pointer
from segue.releases.store import ReleaseStore
from tests.contract.servers import GUNICORN, environment, run
from tests.faults.disks import disk
from tests.faults.underway import Gunicorn, asked_during, assert_lost_no_more_than_was_under_way, questions
from tests.web.world import eventually, make_release, make_songs

pytestmark = pytest.mark.faults

WORKERS = 2


@dataclass(frozen=True)
class Served:
    """A server, its store, and the release it began with."""

    server: Gunicorn
    store: ReleaseStore
    first: ReleaseId

    def assert_all(self, *, release: ReleaseId, degraded: list[str]) -> None:
        """Each worker serves it, or will soon."""
        self.server.wait_for_health(release=release, degraded=degraded)


@contextmanager
def serving(root: Path, sqlite_url: str, log: Path) -> Iterator[Served]:
    store = ReleaseStore(root)
    first = make_release(root, make_songs())
    store.promote(first)
    env = environment(root, sqlite_url, SWAP_CHECK_SECONDS="0.1")
    with run(GUNICORN, log, env) as running:
        server = Gunicorn(running)
        server.wait_for_workers(WORKERS)
        yield Served(server, store, first)


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "releases", sqlite_url, tmp_path / "log") as served:
        yield served


def empty(release: Path) -> None:
    shutil.rmtree(release)
    release.mkdir()


def half_copied(release: Path) -> None:
    """As rsync leaves it in between: the manifest is there, a file is not, and another is not whole."""
    first, second, *_ = sorted(release.glob("*.npy"))
    first.unlink()
    os.truncate(second, second.stat().st_size // 2)


def newer_format(release: Path) -> None:
    manifest = release / MANIFEST_FILE
    document = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps(document | {"format_version": FORMAT_VERSION + 1}))


@pytest.mark.parametrize("spoil", [empty, half_copied, newer_format])
def test_a_release_that_can_not_be_served_leaves_the_one_before_in_service(
    served: Served, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    new = make_release(served.store.root, make_songs("New"), seed=1)
    whole = tmp_path / "whole"
    shutil.copytree(served.store.root / new, whole)
    spoil(served.store.root / new)

    def put_in_service() -> None:
        move_pointer(served.store.root, new)  # as a copy of the whole folder does; promoting would refuse
        served.assert_all(release=served.first, degraded=["release"])
        # who starts now does the same
        os.kill(served.server.workers()[0], signal.SIGKILL)
        served.server.wait_for_workers(WORKERS + 1)
        served.assert_all(release=served.first, degraded=["release"])

    tally = asked_during(put_in_service, served.server.url, seconds=6, requests=questions())
    assert_lost_no_more_than_was_under_way(tally)

    shutil.rmtree(served.store.root / new)
    whole.rename(served.store.root / new)
    served.store.promote(new)
    served.assert_all(release=new, degraded=[])


def test_a_folder_of_releases_that_is_away_stops_nobody_who_serves(served: Served, tmp_path: Path) -> None:
    root, away = served.store.root, tmp_path / "away"

    def take_away() -> None:
        root.rename(away)
        os.kill(served.server.workers()[0], signal.SIGKILL)
        eventually(lambda: len(served.server.workers()) == WORKERS)

    tally = asked_during(take_away, served.server.url, seconds=5, requests=questions())
    assert served.server.running.process.poll() is None
    assert_lost_no_more_than_was_under_way(tally)
    assert served.server.started() == WORKERS  # the third can't start, and tries again
    away.rename(root)
    served.server.wait_for_workers(WORKERS + 1)
    served.assert_all(release=served.first, degraded=[])


def test_a_folder_that_can_not_be_written_is_served_from(sqlite_url: str, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", megabytes=16) as small:
        root = small.folder / "releases"
        with serving(root, sqlite_url, tmp_path / "log") as served, small.read_only():
            os.kill(served.server.workers()[0], signal.SIGKILL)
            served.server.wait_for_workers(WORKERS + 1)
            served.assert_all(release=served.first, degraded=[])
            with pytest.raises(Unavailable, match="written"):
                served.store.promote(served.first)
