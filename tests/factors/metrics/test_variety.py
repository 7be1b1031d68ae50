from itertools import combinations

import numpy as np
import pytest

from segue.factors import metrics
from tests.factors.metrics.lists import random_rankings, ranking

VECTORS = np.array([[1, 0], [3, 0], [0, 2], [-1, 0], [0, 0]], np.float32)


def test_diversity_by_hand() -> None:
    lists = metrics.padded([ranking(0, 1), ranking(0, 2), ranking(0, 3), ranking(0, 1, 2)], 3)
    assert metrics.diversity(lists, VECTORS) == pytest.approx([0, 1, 2, 2 / 3])


def test_a_song_without_a_vector_is_at_a_right_angle_to_all() -> None:
    assert metrics.diversity(metrics.padded([ranking(0, 4)], 2), VECTORS) == pytest.approx([1])


def test_a_list_without_a_pair_has_no_diversity() -> None:
    assert np.isnan(metrics.diversity(metrics.padded([ranking(0), ranking()], 2), VECTORS)).all()


def test_diversity_is_one_minus_the_mean_cosine_of_all_pairs() -> None:
    rankings, _ = random_rankings(2, n_listeners=40)
    vectors = np.random.default_rng(3).standard_normal((60, 8)).astype(np.float32)
    found = metrics.diversity(metrics.padded(rankings, 30), vectors)
    for value, own in zip(found, rankings, strict=True):
        cosines = [
            vectors[a] @ vectors[b] / np.linalg.norm(vectors[a]) / np.linalg.norm(vectors[b])
            for a, b in combinations(own, 2)
        ]
        assert (np.isnan(value) and not cosines) or value == pytest.approx(1 - np.mean(cosines), abs=1e-5)


def test_an_artist_repeats_where_it_stood_earlier() -> None:
    artists = np.array([7, 7, 8, 7, -1, -1], np.int32)
    lists = metrics.padded([ranking(0, 1, 2, 3), ranking(0, 2), ranking(4, 5), ranking(0, 3), ranking()], 4)
    repeated = metrics.artist_repetition(lists, artists)
    assert repeated[:4].tolist() == [2 / 4, 0, 0, 1 / 2]
    assert np.isnan(repeated[4])
