"""Four songs on the axes of a plane; song 3 lies nowhere."""

import dataclasses
from typing import ClassVar

import numpy as np
import pytest

from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import (
    MOST_PASSED_OVER,
    for_listener,
    likeliest,
    likeliest_little_known,
    listener_vector,
    nearest,
    popular,
)
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from tests.recommend.conftest import ExactIndex, make_listener, make_snapshot, snapshot_of

VECTORS = np.array([[2, 0], [1, 1], [0, 1], [0, 0]], np.float32)


@pytest.fixture(scope="module")
def plane() -> Snapshot:
    return snapshot_of(VECTORS, popularity=np.array([5, 0, 10, 10], np.float32))


def all_but(*rows: int) -> Eligible:
    return Eligible(4, np.array(rows, np.int32))


def test_the_nearest_are_those_of_highest_inner_product_that_are_not_excluded(plane: Snapshot) -> None:
    found = nearest(plane, np.array([3, 4], np.float32), all_but(1), 2)
    assert found.rows.tolist() == [0, 2]
    assert found.scores.tolist() == [6, 4]
    # 1 − score / (length of the listener · longest song)
    np.testing.assert_allclose(found.distances, [1 - 6 / 10, 1 - 4 / 10], rtol=1e-6)


def test_the_popular_are_those_with_most_listeners_equals_by_row(plane: Snapshot) -> None:
    found = popular(plane, all_but(0), 3)
    assert found.rows.tolist() == [2, 3, 1]
    assert found.scores.tolist() == [1, 1, 0]
    assert found.distances.tolist() == [0, 0, 1]


@pytest.mark.parametrize("listener", [make_listener(), make_listener(seeds=(3,)), make_listener(hidden=(0,))])
def test_who_can_not_be_placed_gets_what_is_popular(plane: Snapshot, listener: Listener) -> None:
    assert listener_vector(plane, listener) is None
    found = for_listener(plane, listener, all_but(), 2)
    assert found.rows.tolist() == popular(plane, all_but(), 2).rows.tolist()


def test_a_hidden_song_does_not_move_the_listener(plane: Snapshot) -> None:
    vector = listener_vector(plane, make_listener(seeds=(0,), hidden=(2,)))
    assert vector is not None
    assert vector.tolist() == [2, 0]


class Forgetful(ExactIndex):
    """An approximate index that finds one song only."""

    def search(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        return super().search(queries, min(k, 1))


def test_what_the_index_did_not_find_is_filled_with_what_is_popular(plane: Snapshot) -> None:
    poor = dataclasses.replace(plane, index=Forgetful(VECTORS))
    found = for_listener(poor, make_listener(seeds=(2,)), all_but(), 3)
    assert found.rows.tolist() == [1, 2, 3]


class Counting(ExactIndex):
    """An index that says how many songs it was asked for."""

    asked: ClassVar[list[int]] = []

    def search(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        self.asked.append(k)
        return super().search(queries, k)


def test_the_index_passes_over_excluded_songs_until_there_are_too_many() -> None:
    n = 3 * MOST_PASSED_OVER
    wide = make_snapshot(n_songs=n, n_artists=50)
    counted = dataclasses.replace(wide, index=Counting(wide.space.item_vectors))
    vector = wide.space.item_vectors[5]
    for away, asked in ((0, [10]), (100, [110]), (MOST_PASSED_OVER, [1010]), (MOST_PASSED_OVER + 1, [])):
        Counting.asked.clear()
        among = Eligible(n, np.arange(away, dtype=np.int32))
        assert nearest(counted, vector, among, 10).rows.tolist() == best(wide, vector, among, 10)
        assert Counting.asked == asked


@pytest.mark.parametrize("share", [0.0, 0.01, 0.2, 0.3, 0.99, 1.0])
def test_under_a_filter_every_passing_song_is_compared(snapshot: Snapshot, share: float) -> None:
    passing = np.random.default_rng(3).random(len(snapshot)) < share
    among = Eligible(len(snapshot), np.array([4, 8, 90], np.int32), passing)
    vector = snapshot.space.item_vectors[7]
    blind = dataclasses.replace(snapshot, index=Forgetful(snapshot.space.item_vectors))
    for count in (0, 5, 1000):
        found = nearest(blind, vector, among, count)
        assert found.rows.tolist() == best(snapshot, vector, among, count)
        scores = snapshot.space.item_vectors[found.rows] @ vector
        np.testing.assert_allclose(found.scores, scores, rtol=1e-5)


@pytest.mark.parametrize("share", [0.01, 0.5])
def test_the_popular_are_looked_for_as_far_down_as_it_takes(snapshot: Snapshot, share: float) -> None:
    passing = np.random.default_rng(3).random(len(snapshot)) < share
    for filtered in (passing, None):
        among = Eligible(len(snapshot), np.sort(snapshot.popular[:7]), filtered)
        by_popularity = [row for row in snapshot.popular.tolist() if among.mask[row]]
        for count in (0, 3, 50, 1000):
            assert popular(snapshot, among, count).rows.tolist() == by_popularity[:count]


def test_the_obscure_begin_half_way_down_and_still_fill_the_list(plane: Snapshot) -> None:
    assert popular(plane, all_but(0), 1, discovery=1).rows.tolist() == [3]
    assert popular(plane, all_but(0), 3, discovery=1).rows.tolist() == [2, 3, 1]
    assert popular(plane, all_but(0), 1, discovery=0).rows.tolist() == [2]


def best(snapshot: Snapshot, vector: np.ndarray, among: Eligible, count: int) -> list[int]:
    scores = snapshot.space.item_vectors.astype(np.float64) @ vector
    return sorted(among.rows.tolist(), key=lambda row: -scores[row])[:count]


@pytest.mark.parametrize("share", [None, 0.01, 0.5])
def test_the_likeliest_are_those_of_highest_likeness_with_an_index_and_without(
    snapshot: Snapshot, share: float | None
) -> None:
    space = snapshot.space
    passing = None if share is None else np.random.default_rng(3).random(len(snapshot)) < share
    among = Eligible(len(snapshot), np.array([4, 8, 90], np.int32), passing)
    query = space.likeness_query(np.array([7, 9], np.int32), np.array([1, -0.3], np.float32))
    scores = space.likeness_vectors().astype(np.float64) @ query
    expected = sorted(among.rows.tolist(), key=lambda row: -scores[row])[:12]
    for index in (None, ExactIndex(space.likeness_vectors()), Forgetful(space.likeness_vectors())):
        if isinstance(index, Forgetful) and share is None:
            continue
        found = likeliest(dataclasses.replace(snapshot, likeness_index=index), query, among, 12)
        assert found.rows.tolist() == expected
        np.testing.assert_allclose(found.scores, scores[expected], rtol=1e-4)
        np.testing.assert_allclose(found.distances, 1 - found.scores)


class OfFew(ExactIndex):
    """Searches songs known to few, whose rows it is told: all others lie far away."""

    few: ClassVar[np.ndarray]

    def search(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        scores, rows = ExactIndex(self.vectors[self.few]).search(queries, k)
        return scores, self.few[rows]


@pytest.mark.parametrize("share", [None, 0.5])
@pytest.mark.parametrize("indexes", [0, 2])
def test_the_likeliest_that_few_know_are_found_with_an_index_of_them_and_without(
    snapshot: Snapshot, share: float | None, indexes: int
) -> None:
    heard = np.random.default_rng(5).permutation(len(snapshot)).astype(np.float32)
    vectors = snapshot.space.likeness_vectors()
    OfFew.few = np.flatnonzero(heard < len(snapshot) / 2).astype(np.int32)
    passing = None if share is None else np.random.default_rng(3).random(len(snapshot)) < share
    among = Eligible(len(snapshot), OfFew.few[[3, 8, 90]], passing)
    query = snapshot.space.likeness_query(np.array([7, 9], np.int32), np.array([1, -0.3], np.float32))
    world = dataclasses.replace(
        snapshot,
        popularity=heard,
        likeness_index=ExactIndex(vectors) if indexes else None,
        little_known_index=OfFew(vectors) if indexes else None,
    )
    scores = vectors.astype(np.float64) @ query
    allowed = np.intersect1d(among.rows, OfFew.few).tolist()
    found = likeliest_little_known(world, query, among, 12)
    assert found.tolist() == sorted(allowed, key=lambda row: -scores[row])[:12]


def test_under_a_filter_that_lets_much_pass_the_index_is_asked_for_more() -> None:
    n = 20_000
    wide = make_snapshot(n_songs=n, n_artists=50)
    counted = dataclasses.replace(wide, index=Counting(wide.space.item_vectors))
    passing = np.arange(n) % 2 == 0
    vector = wide.space.item_vectors[5]
    among = Eligible(n, np.array([4], np.int32), passing)
    Counting.asked.clear()
    assert nearest(counted, vector, among, 10).rows.tolist() == best(wide, vector, among, 10)
    assert Counting.asked == [44]
    forgetful = dataclasses.replace(wide, index=Forgetful(wide.space.item_vectors))
    assert nearest(forgetful, vector, among, 10).rows.tolist() == best(wide, vector, among, 10)
