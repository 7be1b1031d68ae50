"""Four songs on the axes of a plane; song 3 lies nowhere."""

import numpy as np
import pytest

from segue.factors.facts import Facts
from segue.factors.fold_in import LinearFoldIn
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace
from segue.recommend.candidates import alike, for_listener, listener_vector, nearest, popular
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from tests.recommend.conftest import ExactIndex, make_listener

VECTORS = np.array([[2, 0], [1, 1], [0, 1], [0, 0]], np.float32)


@pytest.fixture(scope="module")
def plane() -> Snapshot:
    popularity = np.array([5, 0, 10, 10], np.float32)
    own = np.arange(4, dtype=np.int32)
    space = ItemSpace(VECTORS, LinearFoldIn(VECTORS))
    return Snapshot("r", space, ExactIndex(VECTORS), popularity, own, own, Facts.unknown(4))


def all_but(*rows: int) -> Eligible:
    return Eligible(4, np.array(rows, np.int32))


def test_the_nearest_are_those_of_highest_inner_product_that_are_not_excluded(plane: Snapshot) -> None:
    found = nearest(plane, np.array([3, 4], np.float32), all_but(1), 2)
    assert found.rows.tolist() == [0, 2]
    assert found.scores.tolist() == [6, 4]
    # 1 − score / (length of the listener · longest song)
    np.testing.assert_allclose(found.distances, [1 - 6 / 10, 1 - 4 / 10], rtol=1e-6)


def test_likeness_leaves_out_the_song_itself(plane: Snapshot) -> None:
    found = alike(plane, 0, all_but(2), 4)
    assert found.rows.tolist() == [1, 3]
    np.testing.assert_allclose(found.distances, 1 - found.scores)


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
    poor = Snapshot(
        "r",
        plane.space,
        Forgetful(VECTORS),
        plane.popularity,
        plane.artist_rows,
        plane.work_rows,
        plane.facts,
    )
    found = for_listener(poor, make_listener(seeds=(2,)), all_but(), 3)
    assert found.rows.tolist() == [1, 2, 3]
