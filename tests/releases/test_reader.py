from pathlib import Path

import numpy as np
import pytest

from segue.base.errors import ReleaseRefused
from segue.base.ids import IdMap
from segue.releases.reader import open_candidate, open_release
from segue.releases.store import ReleaseStore
from tests.releases.world import REPORT, make_candidate, make_release, song_arrays


def test_an_open_release_answers_from_its_files(store: ReleaseStore) -> None:
    release = open_release(store.path(make_release(store)))
    vectors = song_arrays()["item_vectors"]
    assert release.id == release.folder.name == release.manifest.id
    assert release.index.search(vectors[2:3], 6)[1][0].tolist() == np.argsort(-vectors @ vectors[2]).tolist()
    assert IdMap.from_arrays(release.arrays, "song_ids").row("song 3") == 3


def test_its_arrays_are_mapped_and_can_not_be_changed(store: ReleaseStore) -> None:
    release = open_release(store.path(make_release(store)))
    assert not any(array.flags.writeable for array in release.arrays.values())
    with pytest.raises(TypeError, match="item assignment"):
        release.arrays["item_vectors"] = np.zeros(1)  # type: ignore[index]
    if Path("/proc/self/maps").exists():
        assert str(release.folder / "item_vectors.npy") in Path("/proc/self/maps").read_text()


def test_it_goes_on_after_its_folder_is_removed(store: ReleaseStore) -> None:
    first, second, third = (make_release(store, seed=seed) for seed in range(3))
    store.promote(second)
    store.promote(third)
    release = open_release(store.path(first))
    assert store.prune(keep=1) == (first,)
    np.testing.assert_array_equal(release.arrays["item_vectors"], song_arrays()["item_vectors"])
    assert release.index.search(song_arrays()["item_vectors"], 6)[1].shape == (6, 6)


def test_a_candidate_is_not_opened_as_a_release_nor_the_other_way_round(store: ReleaseStore) -> None:
    with pytest.raises(ReleaseRefused, match="is a candidate"):
        open_release(store.candidate_path(make_candidate(store)))
    with pytest.raises(ReleaseRefused, match="is a release already"):
        open_candidate(store.path(make_release(store)))


def test_an_open_candidate_gives_all_that_was_written(store: ReleaseStore) -> None:
    candidate = open_candidate(store.candidate_path(make_candidate(store)))
    assert candidate.id == store.newest_candidate()
    assert candidate.arrays.keys() == song_arrays().keys()
    assert candidate.files == REPORT
