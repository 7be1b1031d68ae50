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


def test_likeness_and_nearness_are_inner_products_with_one_array() -> None:
    ridge, linear = RidgeFoldIn.of(ITEMS, 0.05, 1.0), LinearFoldIn(QUERIES)
    blend = BlendFoldIn((BlendPart(ridge, 2, 5.0, 0.75), BlendPart(linear, 2, 1.0, 0.25)))
    for space in (ItemSpace(ITEMS, linear), ItemSpace(np.hstack([ITEMS, ITEMS]), blend)):
        songs, weights = np.array([0, 1], np.int32), np.array([1, -0.5], np.float32)
        query = space.likeness_query(songs, weights)
        np.testing.assert_allclose(weights @ space.likeness_queries(songs), query, atol=1e-6)
        asked = query + space.nearness_query(np.ones(space.dimensions, np.float32))
        scores = space.likeness_vectors() @ asked
        np.testing.assert_allclose(space.likeness_scores(asked), scores, atol=1e-6)
        rows = np.array([2, 0], np.int32)
        np.testing.assert_allclose(space.likeness_scores(asked, rows), scores[rows], atol=1e-6)
        parts = space.likeness_parts(songs, weights, rows)
        np.testing.assert_allclose(parts.sum(axis=1), space.likeness_scores(query, rows), atol=1e-6)


def test_lengths_that_are_stored_are_not_measured_again() -> None:
    space = ItemSpace(ITEMS, LinearFoldIn(QUERIES))
    stored = space.arrays() | space.lengths.arrays()
    opened = ItemSpace.from_arrays(space.fold_in.describe(), stored)
    assert opened.lengths.scale is stored["likeness.scale"]
    assert ItemSpace.from_arrays(space.fold_in.describe(), space.arrays()).stored_lengths is None
