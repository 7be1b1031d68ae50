import shutil
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from segue.base.errors import ReleaseRefused
from segue.base.ids import IdMap, ReleaseId
from segue.releases.listeners import MAPS, Holders, holders_of, holds_listener
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder
from tests.releases.world import draft, make_release, song_arrays


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return ReleaseStore(tmp_path)


def release_of(store: ReleaseStore, *listeners: str, name: str = "model/user_ids") -> ReleaseId:
    arrays: dict[str, Any] = {**IdMap.of(listeners).arrays(name)}
    return make_release(store, **arrays)


def candidate_of(store: ReleaseStore, *listeners: str) -> ReleaseId:
    arrays = song_arrays() | IdMap.of(listeners).arrays("model/user_ids")
    return write_folder(store, "candidate", arrays, {}, draft())


def test_releases_and_candidates_that_hold_a_listener_are_found(store: ReleaseStore) -> None:
    release_of(store, "ana", "ben")
    with_cleo = [release_of(store, "cleo"), release_of(store, "ana", "cleo", "dan")]
    without = make_release(store)  # imported: it knows no listener
    candidates = [candidate_of(store, "ana"), candidate_of(store, "cleo")]
    store.promote(with_cleo[1])
    found = holders_of(store, "cleo", seconds=60)
    assert found == Holders(tuple(with_cleo), (candidates[1],), with_cleo[1])
    assert holders_of(store, "Cleo", seconds=60) == Holders(current=with_cleo[1])
    assert not holds_listener(store.path(without), "cleo")


@pytest.mark.parametrize("name", MAPS)
def test_a_listener_may_be_learned_from_or_measured_on(store: ReleaseStore, name: str) -> None:
    assert holders_of(store, "ana", seconds=60) == Holders()
    release = release_of(store, "ana", name=name)
    assert holders_of(store, "ana", seconds=60) == Holders((release,))


@pytest.mark.parametrize("file", ["manifest.json", "model/user_ids.hashes.npy", "model/user_ids.utf8.npy"])
def test_what_is_damaged_or_gone_is_named_and_the_rest_is_found(store: ReleaseStore, file: str) -> None:
    damaged, gone, sound = (release_of(store, "ana", f"b{number}") for number in range(3))
    path = store.path(damaged) / file
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    (store.path(gone) / "model/user_ids.rows.npy").unlink()
    assert holders_of(store, "ana", seconds=60) == Holders((sound,), unread=(damaged, gone))
    with pytest.raises(ReleaseRefused, match=f"{damaged} can't be looked into"):
        holds_listener(store.path(damaged), "ana")


def test_a_folder_that_vanishes_is_refused(store: ReleaseStore) -> None:
    folder = store.path(release_of(store, "ana"))
    shutil.rmtree(folder)
    with pytest.raises(ReleaseRefused):
        holds_listener(folder, "ana")


def test_the_newest_come_first_and_what_there_is_no_time_for_is_named(store: ReleaseStore) -> None:
    old, new = release_of(store, "ana"), release_of(store, "ana", "ben")
    clock = count()
    found = holders_of(store, "ana", seconds=1, monotonic=lambda: float(next(clock)))
    assert found == Holders((new,), unread=(old,))
