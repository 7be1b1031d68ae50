"""Reach over an index that misses songs, the more the less deep it is asked to look."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.recommend.eligibility import Eligible
from segue.recommend.ranking import Ranking
from segue.recommend.reach import FIRST, Pool, Reach
from segue.recommend.session import Session
from segue.recommend.upnext import up_next
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import make_listener, make_snapshot

NONE: Rows = np.empty(0, np.int32)


@dataclass(frozen=True)
class Forgetful:
    """Finds every seventh song only where it looks deep, and never more than 300."""

    space_scores: Snapshot

    def search(self, queries: Float32, k: int) -> tuple[Float32, Rows]:
        scores = np.array([self.space_scores.space.likeness_scores(query) for query in queries])
        if k < 2 * FIRST:
            scores[:, ::7] = -np.inf
        rows = np.array([top_k(row, min(k, 300)) for row in scores])
        return np.take_along_axis(scores, rows, axis=1), rows


@pytest.fixture(scope="module")
def forgetful() -> Snapshot:
    snapshot = make_snapshot(1000, 150)
    return replace(snapshot, likeness_index=Forgetful(snapshot))


@settings(max_examples=20)
@given(
    st.integers(0, 999), st.lists(st.integers(1, 120), min_size=1, max_size=5), st.sampled_from([0.5, 0.9])
)
def test_pages_answered_at_other_depths_are_one_long_answer(
    forgetful: Snapshot, row: int, limits: list[int], discovery: float
) -> None:
    def page(limit: int, delivered: Rows) -> Rows:
        wishes = Wishes(limit, discovery=discovery)
        return up_next(forgetful, Session(row), make_listener(), wishes, delivered=delivered).ranking.rows

    delivered = NONE
    for limit in limits:
        delivered = np.concatenate([delivered, page(limit, delivered)])
    assert delivered.tolist() == page(sum(limits), NONE).tolist()


def test_where_the_index_has_no_more_every_song_is_compared(forgetful: Snapshot) -> None:
    rows = up_next(forgetful, Session(3), make_listener(), Wishes(2000)).ranking.rows
    assert sorted(rows.tolist()) == sorted(set(range(1000)) - {3})


def in_reach(snapshot: Snapshot, scores: Float32, *, missed: int = 0) -> Reach:
    def search(count: int, *, exactly: bool) -> Ranking:
        found = scores.copy()
        if not exactly and count <= FIRST:
            found[:missed] = -np.inf
        rows = top_k(found, count)
        return Ranking(rows, scores[rows], 1 - scores[rows])

    return Reach(snapshot, search, Eligible(len(scores), NONE), None, stepwise=True)


def test_what_a_deeper_search_finds_comes_after_what_was_found_before() -> None:
    snapshot = make_snapshot(1000, 150)
    scores = np.linspace(1, 0, 1000, dtype=np.float32)
    reach = in_reach(snapshot, scores, missed=5)
    assert reach.deepen(10)
    assert reach.rows == list(range(5, 5 + FIRST))
    assert reach.deepen(10)
    assert reach.rows == [*range(5, 5 + FIRST), *range(5), *range(5 + FIRST, 2 * FIRST)]
    assert reach.relevance == sorted(reach.relevance, reverse=True)
    assert reach.scores == scores[reach.rows].tolist()
    while reach.deepen(10):
        pass
    assert sorted(reach.rows) == list(range(1000))
    assert reach.artists == snapshot.artist_rows[reach.rows].tolist()
    assert reach.works == snapshot.work_rows[reach.rows].tolist()


def test_without_songs_there_is_nothing_in_reach(snapshot: Snapshot) -> None:
    assert not in_reach(snapshot, np.empty(0, np.float32)).deepen(10)


def test_dealing_leaves_the_fall_of_relevance_and_orders_equal_songs_by_row() -> None:
    scores = np.array([5, 4, 4, 3], np.float32)
    pool = Pool(np.array([7, 2, 9, 1], np.int32), scores, scores)
    dealt = pool.dealt(np.array([9, 7, 2], np.int32), np.array([4, 5, 4], np.float32))
    assert dealt.rows.tolist() == [9, 2, 7, 1]
    assert dealt.relevance.tolist() == [5, 4, 4, 3]
    assert dealt.scores.tolist() == [4, 4, 5, 3]
