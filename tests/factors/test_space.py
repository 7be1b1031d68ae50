"""Distances and likenesses, by hand."""

import numpy as np

from segue.factors.fold_in import BlendFoldIn, BlendPart, LinearFoldIn, RidgeFoldIn
from segue.factors.space import ItemSpace

ITEMS = np.array([[3, 4], [1, 0], [0, 0]], np.float32)
QUERIES = np.array([[0, 2], [1, 1], [0, 0]], np.float32)


def test_likeness_lies_between_inner_product_and_cosine() -> None:
    space = ItemSpace(ITEMS, RidgeFoldIn.of(ITEMS, 0.05, 1.0))
    # (3, 4) · (1, 0) = 3, over the length 5 of the song that asks and the root of 1 × the longest, 5
    np.testing.assert_allclose(space.likeness_to(0), [1, 3 / 5 / 5**0.75, 0], rtol=1e-6)
    assert space.likeness_to(2).tolist() == [0, 0, 0]


def test_songs_have_directions_where_they_have_a_place() -> None:
    space = ItemSpace(ITEMS, LinearFoldIn(QUERIES))
    found = space.directions(np.array([2, 0], np.int32))
    np.testing.assert_allclose(found, [[0.0, 0.0], [0.6, 0.8]], rtol=1e-6)
    assert found.dtype == np.float32


def test_likeness_asks_with_the_query_side_where_there_is_one() -> None:
    space = ItemSpace(ITEMS, LinearFoldIn(QUERIES))
    # (0, 2) · (3, 4) = 8, over the length 2 of the query and 5 of the longest song
    np.testing.assert_allclose(space.likeness_to(0), [8 / 10, 0, 0], rtol=1e-6)
    assert space.likeness_to(2).tolist() == [0, 0, 0]


def test_likeness_in_a_blend_is_the_mean_of_its_parts_by_their_shares() -> None:
    ridge, linear = RidgeFoldIn.of(ITEMS, 0.05, 1.0), LinearFoldIn(QUERIES)
    blend = BlendFoldIn((BlendPart(ridge, 2, 5.0, 0.75), BlendPart(linear, 2, 1.0, 0.25)))
    space = ItemSpace(np.hstack([ITEMS, ITEMS]), blend)
    np.testing.assert_allclose(space.likeness_to(0), [0.75 + 0.25 * 0.8, 0.75 * 0.6 / 5**0.75, 0], rtol=1e-6)


def test_distance_falls_from_2_to_0_as_the_score_rises() -> None:
    space = ItemSpace(ITEMS, LinearFoldIn(QUERIES))
    listener = np.array([0, 2], np.float32)
    found = space.distances(listener, np.array([10, 5, 0, -10], np.float32))
    np.testing.assert_allclose(found, [0, 0.5, 1, 2])
    assert space.distances(np.zeros(2, np.float32), np.zeros(3, np.float32)).tolist() == [1, 1, 1]


def test_a_space_of_zeros_divides_by_nothing() -> None:
    zeros = np.zeros((2, 2), np.float32)
    space = ItemSpace(zeros, LinearFoldIn(zeros))
    assert space.longest == 1.0
    assert space.likeness_to(0).tolist() == [0, 0]
