from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from segue.base.arrays import AnyArray, Float32, Rows
from segue.base.errors import ReleaseRefused
from segue.base.ids import IdMap
from segue.releases.agreement import check_arrays, check_index
from segue.releases.index import IndexSettings, SongIndex, build_index
from segue.releases.manifest import IndexEntry, Manifest
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore
from tests.releases.world import make_release, song_arrays

OTHER_IDS = IdMap.of([f"another {row}" for row in range(6)]).arrays("song_ids")


@pytest.fixture
def release(store: ReleaseStore) -> OpenRelease:
    return open_release(store.path(make_release(store)))


class Answers:
    """An index with ready answers."""

    def __init__(self, scores: Float32, rows: Rows) -> None:
        self.answers = scores, rows

    def search(self, _queries: Float32, k: int) -> tuple[Float32, Rows]:
        scores, rows = self.answers
        return scores[:, :k], rows[:, :k]


def exact_answers(vectors: Float32) -> tuple[Float32, Rows]:
    return build_index(vectors, IndexSettings()).index.search(vectors, 10)


def approximate(manifest: Manifest, recall: float) -> Manifest:
    entry = IndexEntry(kind="hnsw", parameters={}, recall=recall)
    return manifest.model_copy(update={"index": entry})


def test_a_release_as_written_agrees(release: OpenRelease) -> None:
    check_arrays(release.manifest, release.arrays)
    check_index(release.manifest, release.arrays, release.index)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"item_vectors": np.zeros((6, 4))}, "item_vectors is not float32"),
        ({"item_vectors": np.zeros((5, 4), np.float32)}, "6 rows and 4 columns"),
        ({"query_vectors": np.zeros((6, 5), np.float32)}, "query_vectors is not float32"),
        ({"query_vectors": np.zeros((5, 4), np.float32)}, "query_vectors is not float32"),
        ({"popularity": np.array([1, np.inf])}, "popularity holds numbers that are not finite"),
        (OTHER_IDS, "not those the manifest was written for"),
        (IdMap.of(["a"]).arrays("song_ids"), "1 song ids for 6 songs"),
        ({"song_ids.rows": np.arange(6)}, "can't be used"),
        ({"song_ids.rows": np.full(6, 2**31 - 1, np.int32)}, "every row once"),
        ({"song_ids.hashes": np.zeros(6, np.uint64)}, "do not lead back"),
    ],
)
def test_arrays_that_disagree_are_refused(
    release: OpenRelease, changes: Mapping[str, AnyArray], reason: str
) -> None:
    with pytest.raises(ReleaseRefused, match=reason):
        check_arrays(release.manifest, {**release.arrays, **changes})


@pytest.mark.parametrize(
    ("missing", "reason"),
    [("item_vectors", "no item vectors"), ("song_ids.hashes", "song ids can't be used")],
)
def test_a_missing_array_is_refused(release: OpenRelease, missing: str, reason: str) -> None:
    arrays = {name: array for name, array in release.arrays.items() if name != missing}
    with pytest.raises(ReleaseRefused, match=reason):
        check_arrays(release.manifest, arrays)


def test_an_index_with_scores_of_its_own_is_refused(release: OpenRelease) -> None:
    scores, rows = exact_answers(release.arrays["item_vectors"])
    index: Any = Answers(scores + np.float32(0.01), rows)
    with pytest.raises(ReleaseRefused, match="scores that are not those"):
        check_index(release.manifest, release.arrays, index)


def test_an_exact_index_must_find_the_best(release: OpenRelease) -> None:
    scores, rows = exact_answers(release.arrays["item_vectors"])
    index: Any = Answers(scores[:, 1:], rows[:, 1:])
    with pytest.raises(ReleaseRefused, match="finds only"):
        check_index(release.manifest, release.arrays, index)


def test_an_approximate_index_may_miss_some_but_not_more_than_it_said(release: OpenRelease) -> None:
    scores, rows = exact_answers(release.arrays["item_vectors"])
    index: Any = Answers(scores[:, 3:], rows[:, 3:])  # finds three of six
    check_index(approximate(release.manifest, 0.9), release.arrays, index)
    index = Answers(scores[:, 4:], rows[:, 4:])
    with pytest.raises(ReleaseRefused, match="finds only 33%"):
        check_index(approximate(release.manifest, 0.9), release.arrays, index)


def test_vectors_whose_scores_overflow_are_refused(release: OpenRelease) -> None:
    arrays = dict(release.arrays) | {"item_vectors": song_arrays()["item_vectors"] * np.float32(1e30)}
    index = SongIndex(build_index(arrays["item_vectors"], IndexSettings()).index.faiss_index)
    with pytest.raises(ReleaseRefused, match="not finite"):
        check_index(release.manifest, arrays, index)


def test_queries_of_another_side_are_checked_against_the_items(store: ReleaseStore) -> None:
    other_side = np.random.default_rng(9).standard_normal((6, 4), dtype=np.float32)
    release = open_release(store.path(make_release(store, query_vectors=other_side)))
    np.testing.assert_array_equal(release.arrays["query_vectors"], other_side)
