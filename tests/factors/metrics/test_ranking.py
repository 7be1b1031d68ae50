import numpy as np
import pytest

from segue.factors import metrics
from tests.factors.metrics.lists import pairs, ranking

# listener 0 has songs 3 and 4 to find, listener 1 song 9, listener 2 nothing
TRUTH = pairs([[3, 4], [9], []], n_songs=10)
HIT = metrics.hits(metrics.padded([ranking(3, 1, 4), ranking(0, 1, 2), ranking(5, 6)], 3), TRUTH)
N_RELEVANT = np.array([2, 1, 0])
MEASURES = [
    metrics.recall,
    metrics.ndcg,
    metrics.average_precision,
    metrics.reciprocal_rank,
    metrics.hit_rate,
]


def test_recall_divides_by_all_there_was_to_find() -> None:
    assert metrics.recall(HIT, N_RELEVANT, 2)[:2].tolist() == [0.5, 0.0]
    assert metrics.recall(HIT, N_RELEVANT, 3)[0] == 1.0


def test_ndcg_by_hand() -> None:
    ideal = 1 + 1 / np.log2(3)
    assert metrics.ndcg(HIT, N_RELEVANT, 3)[0] == pytest.approx((1 + 0.5) / ideal)
    assert metrics.ndcg(HIT, N_RELEVANT, 1)[0] == 1.0


def test_average_precision_by_hand() -> None:
    assert metrics.average_precision(HIT, N_RELEVANT, 3)[:2] == pytest.approx([(1 + 2 / 3) / 2, 0])


def test_average_precision_divides_by_all_there_was_to_find_even_beyond_the_depth() -> None:
    assert metrics.average_precision(HIT, N_RELEVANT, 1)[0] == 0.5


def test_the_reciprocal_rank_is_of_the_first_hit() -> None:
    late = np.array([[False, False, True, True], [False] * 4])
    assert metrics.reciprocal_rank(late, np.array([2, 2]), 4).tolist() == [pytest.approx(1 / 3), 0.0]
    assert metrics.reciprocal_rank(late, np.array([2, 2]), 2)[0] == 0.0


def test_the_hit_rate_asks_for_one_hit() -> None:
    assert metrics.hit_rate(HIT, N_RELEVANT, 3)[:2].tolist() == [1.0, 0.0]


@pytest.mark.parametrize("measure", MEASURES)
def test_a_listener_with_nothing_to_find_has_no_value(measure: metrics.Measure) -> None:
    assert np.isnan(measure(HIT, N_RELEVANT, 3)).tolist() == [False, False, True]


@pytest.mark.parametrize("measure", MEASURES)
def test_depth_beyond_the_ranking_counts_as_misses(measure: metrics.Measure) -> None:
    assert measure(HIT, N_RELEVANT, 10)[:2] == pytest.approx(measure(HIT, N_RELEVANT, 3)[:2])


@pytest.mark.parametrize("measure", MEASURES)
def test_nobody_and_empty_rankings_are_no_special_case(measure: metrics.Measure) -> None:
    assert measure(np.zeros((0, 3), np.bool_), np.zeros(0, np.int64), 3).shape == (0,)
    assert measure(np.zeros((2, 0), np.bool_), np.ones(2, np.int64), 3).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_best_ranking_has_one_and_the_worst_zero(measure: metrics.Measure) -> None:
    best = np.array([[True, True, False], [False] * 3])
    assert measure(best, np.array([2, 2]), 3).tolist() == [1.0, 0.0]
