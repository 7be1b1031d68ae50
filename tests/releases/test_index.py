from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import Float32, Int64
from segue.releases.index import IndexSettings, SongIndex, build_index, recall

# Four songs on a line: with the query (1, 0) their scores are 3, 1, 3 and −2.
LINE = np.array([[3, 0], [1, 5], [3, 1], [-2, 0]], np.float32)


def index_of(vectors: Float32, **settings: Any) -> SongIndex:
    index = build_index(vectors, IndexSettings(**settings)).index
    assert isinstance(index, SongIndex)
    return index


class EmptyHanded:
    """An index like FAISS's that finds one song for the first query and two for the others."""

    d, ntotal = 2, 5

    def search(self, queries: Float32, k: int) -> tuple[Float32, Int64]:
        scores = np.full((len(queries), k), -np.inf, np.float32)
        ids = np.full((len(queries), k), -1, np.int64)
        scores[:, 0], ids[:, 0] = 2, 4
        scores[1:, 1], ids[1:, 1] = 1, 3
        return scores, ids


def test_the_best_come_first_and_equal_scores_stand_by_row() -> None:
    scores, rows = index_of(LINE).search(np.array([[1, 0]], np.float32), 3)
    assert rows.tolist() == [[0, 2, 1]]
    assert scores.tolist() == [[3, 3, 1]]
    assert (scores.dtype.str, rows.dtype.str) == ("<f4", "<i4")


def test_more_than_there_are_means_all() -> None:
    scores, rows = index_of(LINE).search(np.array([[1, 0], [0, 1]], np.float32), 10**9)
    assert rows.tolist() == [[0, 2, 1, 3], [1, 2, 0, 3]]
    assert scores.shape == (2, 4)


def test_places_nothing_was_found_for_are_dropped() -> None:
    scores, rows = SongIndex(EmptyHanded()).search(np.ones((3, 2), np.float32), 4)
    assert rows.tolist() == [[4], [4], [4]]
    assert scores.tolist() == [[2], [2], [2]]


def test_no_query_has_no_answer() -> None:
    scores, rows = index_of(LINE).search(np.empty((0, 2), np.float32), 3)
    assert len(scores) == len(rows) == 0


def test_a_query_may_be_as_long_as_float32_holds() -> None:
    assert index_of(LINE).search(np.array([[3e38, 0]], np.float32), 1)[1].shape == (1, 1)


@pytest.mark.parametrize(
    ("queries", "k", "reason"),
    [
        (np.ones(2, np.float32), 1, "shape"),
        (np.ones((1, 3), np.float32), 1, "shape"),
        (np.array([[np.nan, 0]], np.float32), 1, "finite"),
        (np.array([[1e39, 0]]).astype(np.float64), 1, "finite"),
        (np.ones((1, 2), np.float32), 0, "at least 1"),
        (np.ones((1, 2), np.float32), -1, "at least 1"),
    ],
)
@pytest.mark.filterwarnings("ignore:overflow encountered in cast")
def test_a_query_that_can_not_be_answered_is_refused(queries: Float32, k: int, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        index_of(LINE).search(queries, k)


@given(st.integers(1, 60), st.integers(1, 8), st.integers(1, 70), st.integers(0, 2**32 - 1))
def test_exact_search_is_exact(n_songs: int, dimensions: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    # Small integers: sums are exact, and ties frequent.
    vectors = rng.integers(-3, 4, (n_songs, dimensions)).astype(np.float32)
    queries = rng.integers(-3, 4, (3, dimensions)).astype(np.float32)
    scores, rows = index_of(vectors).search(queries, k)
    truth = queries @ vectors.T
    np.testing.assert_array_equal(scores, -np.sort(-truth, axis=1)[:, :k])
    np.testing.assert_array_equal(np.take_along_axis(truth, rows, axis=1), scores)


def test_many_queries_are_answered_as_single_ones_are() -> None:
    rng = np.random.default_rng(1)
    index = index_of(rng.standard_normal((300, 16), dtype=np.float32))
    queries = rng.standard_normal((40, 16), dtype=np.float32)
    together, _ = index.search(queries, 10)
    alone = np.concatenate([index.search(query[None], 10)[0] for query in queries])
    np.testing.assert_allclose(together, alone, rtol=1e-5)


def test_a_graph_finds_nearly_all_and_says_how_many() -> None:
    rng = np.random.default_rng(2)
    vectors = rng.standard_normal((2000, 16), dtype=np.float32)
    queries = rng.standard_normal((50, 16), dtype=np.float32)
    built = build_index(vectors, IndexSettings(kind="hnsw", m=16), queries=queries)
    assert built.entry.recall is not None
    assert 0.9 < built.entry.recall <= 1
    assert built.entry.parameters == {"m": 16, "ef_construction": 200, "ef_search": 256}
    assert recall(built.index, vectors, queries) == built.entry.recall


def test_recall_counts_the_share_of_true_neighbours() -> None:
    # Indexing only songs 0 and 1 finds song 0, but not song 2, of the two best for (1, 0).
    half = index_of(LINE[:2])
    assert recall(half, LINE, np.array([[1, 0]], np.float32), k=2) == 0.5


def test_an_exact_index_has_full_recall_and_no_parameters() -> None:
    entry = build_index(LINE, IndexSettings(), queries=LINE).entry
    assert (entry.kind, entry.recall, entry.parameters) == ("flat", 1.0, {})


def test_recall_without_queries_is_not_measured() -> None:
    assert build_index(LINE, IndexSettings()).entry.recall is None
    assert build_index(LINE, IndexSettings(), queries=LINE[:0]).entry.recall is None


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="m in 2"):
        IndexSettings(kind="hnsw", m=1)
