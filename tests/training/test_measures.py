import numpy as np
import pytest

from segue.factors import metrics
from segue.training.measures import (
    DEPTH,
    EXPOSURE_METRICS,
    RANKING_METRICS,
    SongFacts,
    depth_of,
    exposure_shares,
    exposure_values,
    ranking_values,
    summarised,
)
from tests.training.pairs import pairs

HIT = np.array([[False, True] + [False] * 58, [False] * 60])
N_RELEVANT = np.array([2, 1])
TRAINING = pairs([[0, 1], [0], [0, 2], [0, 1, 2, 3]], n_songs=4)
FACTS = SongFacts.of(TRAINING, np.array([5, 5, -1, -1], np.int32), np.eye(4, dtype=np.float32))


def test_a_name_says_which_metric_and_how_deep() -> None:
    values = ranking_values(
        HIT, N_RELEVANT, ["recall@1", "recall@2", "mrr", "hit_rate@2", "ndcg@50", "map@20"]
    )
    assert {name: value[0] for name, value in values.items()} == {
        "recall@1": 0.0,
        "recall@2": 0.5,
        "mrr": 0.5,
        "hit_rate@2": 1.0,
        "ndcg@50": metrics.ndcg(HIT, N_RELEVANT, 50)[0],
        "map@20": 0.25,
    }


def test_the_depth_of_metrics_is_that_of_the_deepest() -> None:
    assert depth_of(["recall@20", "ndcg@50"]) == 50
    assert depth_of(["mrr", "recall@5"]) == DEPTH
    assert depth_of([]) == 0
    assert depth_of(RANKING_METRICS) <= DEPTH


@pytest.mark.parametrize("name", ["precision@20", "recall", "recall@", "recall@x", "ndcg@-1", ""])
def test_what_is_no_ranking_metric_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no ranking metric"):
        ranking_values(HIT, N_RELEVANT, [name])


def test_exposure_by_hand() -> None:
    lists = np.array([[0, 1], [0, -1]], np.int32)
    values = exposure_values(lists, FACTS)
    assert list(values) == list(EXPOSURE_METRICS)
    assert values == pytest.approx(
        {
            "coverage@20": 2 / 4,
            "gini@20": (-3 * 0 - 1 * 0 + 1 * 1 + 3 * 2) / (4 * 3),
            "novelty@20": (1 / 2 + 0) / 2,
            "diversity@20": 1.0,
            "artist_repetition@20": (1 / 2 + 0) / 2,
            "popularity_percentile@20": ((7 / 8 + 1 / 2) / 2 + 7 / 8) / 2,
        }
    )


def test_without_a_pair_of_songs_in_any_list_there_is_no_diversity() -> None:
    assert "diversity@20" not in exposure_values(np.array([[0]], np.int32), FACTS)


def test_the_exposure_curve_has_a_point_per_cent() -> None:
    shares = exposure_shares(np.array([[0, 1], [0, -1]], np.int32), FACTS)
    assert len(shares) == 101
    assert [shares[0], shares[50], shares[75], shares[100]] == pytest.approx([0, 0, 1 / 3, 1], abs=1e-6)


def test_means_leave_out_who_has_no_value_and_lie_in_their_interval() -> None:
    scores = summarised({"a": np.array([0.0, 1.0, np.nan, 0.5]), "none": np.full(4, np.nan)}, seed=0)
    assert list(scores) == ["a"]
    assert scores["a"].mean == 0.5
    assert scores["a"].low <= 0.5 <= scores["a"].high


def test_nothing_to_sum_up_is_nothing() -> None:
    assert summarised({}, seed=0) == {}
