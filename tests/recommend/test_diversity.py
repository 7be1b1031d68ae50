import numpy as np
import pytest

from segue.factors import metrics
from segue.factors.snapshot import Snapshot
from segue.recommend.coldstart import cold_start
from segue.recommend.diversity import MOST_VARIETY, NEUTRAL_VARIETY, Marginal, variety_weight
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import make_listener


def test_the_dial_runs_from_relevance_alone_over_the_default_to_the_most() -> None:
    weights = [variety_weight(dial) for dial in (0, 0.25, 0.5, 1)]
    assert weights == [0, NEUTRAL_VARIETY / 2, NEUTRAL_VARIETY, MOST_VARIETY]


def test_a_song_loses_by_its_likeness_to_the_nearest_one_chosen(snapshot: Snapshot) -> None:
    rows = np.array([5, 9, 200, 31], np.int32)
    relevance = np.array([1, 0.5, 0.5, 0.2], np.float32)
    marginal = Marginal(snapshot, rows, relevance, 0.25)
    np.testing.assert_allclose(marginal.worth, 0.75 * relevance)

    marginal.take(0)
    marginal.take(2)
    vectors = snapshot.space.item_vectors[rows].astype(np.float64)
    lengths = np.linalg.norm(vectors, axis=1)
    cosines = vectors @ vectors.T / np.outer(lengths, lengths)
    left, nearest = [1, 3], np.maximum(cosines[0], cosines[2])
    expected = (0.75 * relevance - 0.25 * nearest)[left]
    np.testing.assert_allclose(marginal.worth[left], expected, rtol=1e-5, atol=1e-6)
    assert marginal.worth[[0, 2]].tolist() == [-np.inf, -np.inf]


def test_without_a_weight_likeness_plays_no_part(snapshot: Snapshot) -> None:
    relevance = np.array([1, 0.5], np.float32)
    marginal = Marginal(snapshot, np.array([0, 1], np.int32), relevance, 0)
    marginal.take(0)
    assert marginal.worth.tolist() == [-np.inf, 0.5]


@pytest.mark.parametrize("limit", [10, 20])
def test_songs_differ_more_the_higher_the_dial(snapshot: Snapshot, limit: int) -> None:
    def difference(dial: float) -> float:
        answers = (
            cold_start(snapshot, make_listener(seeds=(row, row + 7)), Wishes(limit=limit, diversity=dial))
            for row in range(0, 200, 10)
        )
        lists = metrics.padded((answer.ranking.rows for answer in answers), limit)
        return float(metrics.diversity(lists, snapshot.space.item_vectors).mean())

    found = [difference(dial) for dial in (0, 0.25, 0.5, 0.75, 1)]
    assert np.all(np.diff(found) > 0)
