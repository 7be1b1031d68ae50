import numpy as np
import pytest

from segue.factors import metrics
from segue.factors.interactions import Interactions


def rows(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


# listener 0 has songs 3 and 4 to find, listener 1 song 9, listener 2 nothing
TRUTH = Interactions(np.array([0, 2, 3, 3], np.int64), rows(3, 4, 9), np.ones(3, np.float32), 10)
RANKINGS = [rows(3, 1, 4), rows(0, 1, 2), rows(5, 6)]
LISTS = metrics.padded(RANKINGS, 3)
HIT = metrics.hits(LISTS, TRUTH)
N_RELEVANT = np.array([2, 1, 0])


def test_hits_mark_the_ranks_of_what_was_to_be_found() -> None:
    assert HIT.tolist() == [[True, False, True], [False] * 3, [False] * 3]


def test_recall_divides_by_all_there_was_to_find() -> None:
    assert metrics.recall(HIT, N_RELEVANT, 2)[:2].tolist() == [0.5, 0.0]
    assert metrics.recall(HIT, N_RELEVANT, 3)[0] == 1.0


def test_ndcg_by_hand() -> None:
    ideal = 1 + 1 / np.log2(3)
    assert metrics.ndcg(HIT, N_RELEVANT, 3)[0] == pytest.approx((1 + 0.5) / ideal)
    assert metrics.ndcg(HIT, N_RELEVANT, 1)[0] == 1.0


def test_a_listener_with_nothing_to_find_has_no_value() -> None:
    assert np.isnan(metrics.recall(HIT, N_RELEVANT, 3)[2])
    assert np.isnan(metrics.ndcg(HIT, N_RELEVANT, 3)[2])


def test_depth_beyond_the_ranking_counts_as_misses() -> None:
    assert metrics.ndcg(HIT, N_RELEVANT, 10)[0] == pytest.approx(metrics.ndcg(HIT, N_RELEVANT, 3)[0])


def test_coverage_counts_the_songs_somebody_is_shown() -> None:
    assert metrics.coverage(metrics.exposure_counts(LISTS[:, :2], 10)) == pytest.approx(5 / 10)
    assert metrics.coverage(np.zeros(10, np.int64)) == 0.0


def test_the_bootstrap_interval_holds_the_mean_and_is_the_same_for_the_same_seed() -> None:
    values = np.random.default_rng(1).random(200)
    low, high = metrics.bootstrap_interval(values, seed=5)
    assert low < values.mean() < high
    assert (low, high) == metrics.bootstrap_interval(values, seed=5)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / np.sqrt(200), rel=0.15)


def test_no_value_has_no_interval() -> None:
    assert np.isnan(metrics.bootstrap_interval(np.array([np.nan]), seed=0)).all()
