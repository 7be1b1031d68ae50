"""The ranking metrics against trec_eval, the yardstick of information retrieval, on random rankings."""

import numpy as np
import pytest
from pytrec_eval import RelevanceEvaluator

from segue.base.arrays import Float64
from segue.factors import metrics
from tests.factors.metrics.lists import random_rankings

RANKINGS, TRUTH = random_rankings(1)
HIT = metrics.hits(metrics.padded(RANKINGS, 30), TRUTH)
N_RELEVANT = np.diff(TRUTH.indptr)


def trec_eval(measure: str, depth: int) -> Float64:
    """What trec_eval finds for each listener; one with an empty ranking, whom it leaves out, has 0."""
    wanted = {str(row): {str(song): 1 for song in TRUTH.of(row)[0]} for row in range(TRUTH.n_users)}
    run = {
        str(row): {str(song): float(-rank) for rank, song in enumerate(own[:depth])}
        for row, own in enumerate(RANKINGS)
        if len(own)
    }
    found = RelevanceEvaluator(wanted, {measure}).evaluate(run)
    name = measure.replace(".", "_")
    return np.array([found.get(str(row), {name: 0.0})[name] for row in range(TRUTH.n_users)])


@pytest.mark.parametrize("k", [1, 5, 20, 40])
@pytest.mark.parametrize(
    ("measure", "theirs"),
    [
        (metrics.recall, "recall"),
        (metrics.ndcg, "ndcg_cut"),
        (metrics.average_precision, "map_cut"),
        (metrics.hit_rate, "success"),
    ],
)
def test_metrics_with_a_depth_agree(measure: metrics.Measure, theirs: str, k: int) -> None:
    assert measure(HIT, N_RELEVANT, k) == pytest.approx(trec_eval(f"{theirs}.{k}", 40), abs=1e-6)


@pytest.mark.parametrize("k", [1, 5, 30])
def test_the_reciprocal_rank_agrees_on_rankings_cut_at_its_depth(k: int) -> None:
    assert metrics.reciprocal_rank(HIT, N_RELEVANT, k) == pytest.approx(trec_eval("recip_rank", k), abs=1e-6)


def test_random_rankings_have_hits_short_lists_and_more_to_find_than_the_depth() -> None:
    assert 0.2 < HIT.any(axis=1).mean() < 1
    assert min(map(len, RANKINGS)) == 0
    assert N_RELEVANT.max() > 20
