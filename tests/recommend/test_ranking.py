import numpy as np

from segue.recommend.ranking import Ranking, joined


def ranking(*rows: int) -> Ranking:
    """Songs whose score is 10 minus their place, and whose distance is a tenth of their row."""
    scores = 10 - np.arange(len(rows), dtype=np.float32)
    return Ranking(np.array(rows, np.int32), scores, np.array(rows, np.float32) / np.float32(10))


def test_songs_are_taken_in_the_order_of_the_positions_with_what_belongs_to_them() -> None:
    taken = ranking(4, 2, 7).at(np.array([2, 0]))
    assert taken.rows.tolist() == [7, 4]
    assert taken.scores.tolist() == [8, 10]
    np.testing.assert_allclose(taken.distances, [0.7, 0.4])
    assert ranking(4, 2, 7).at(slice(1)).rows.tolist() == [4]
    assert ranking(4, 2, 7).at(np.array([False, True, False])).rows.tolist() == [2]


def test_songs_are_left_out_whatever_the_order_they_are_named_in() -> None:
    left = ranking(4, 2, 7, 5).without(np.array([7, 3, 4], np.int32))
    assert left.rows.tolist() == [2, 5]
    assert left.scores.tolist() == [9, 7]


def test_another_list_follows_without_the_songs_that_are_there() -> None:
    longer = ranking(4, 2).followed_by(ranking(2, 9, 4, 1))
    assert longer.rows.tolist() == [4, 2, 9, 1]
    assert longer.scores.tolist() == [10, 9, 9, 7]
    assert len(ranking().followed_by(ranking())) == 0


def test_rankings_one_after_another_are_one() -> None:
    every = joined([ranking(4, 2), ranking(), ranking(7)])
    assert every.rows.tolist() == [4, 2, 7]
    assert every.scores.tolist() == [10, 9, 10]
    assert len(joined([])) == 0
