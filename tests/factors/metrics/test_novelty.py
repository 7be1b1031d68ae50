import numpy as np
import pytest

from segue.factors import metrics
from tests.factors.metrics.lists import ranking

POPULARITY = np.array([8, 4, 4, 1, 0])
LISTS = metrics.padded([ranking(0, 1), ranking(3), ranking(4), ranking()], 2)


def test_novelty_is_the_surprise_in_bits() -> None:
    assert metrics.novelty(LISTS, POPULARITY, 8)[:2].tolist() == [(0 + 1) / 2, 3.0]


def test_a_song_nobody_has_heard_surprises_like_one_that_a_single_listener_has() -> None:
    assert metrics.novelty(LISTS, POPULARITY, 8)[2] == 3.0


def test_percentiles_share_their_place_among_equals() -> None:
    assert metrics.percentiles(POPULARITY) == pytest.approx([0.9, 0.6, 0.6, 0.3, 0.1])
    assert metrics.popularity_percentile(LISTS, POPULARITY)[:2] == pytest.approx([0.75, 0.3])


def test_the_catalogue_has_a_mean_percentile_of_one_half() -> None:
    popularity = np.random.default_rng(0).integers(0, 9, 57)
    assert metrics.percentiles(popularity).mean() == pytest.approx(0.5)


def test_an_empty_list_has_no_value() -> None:
    assert np.isnan(metrics.novelty(LISTS, POPULARITY, 8)[3])
    assert np.isnan(metrics.popularity_percentile(LISTS, POPULARITY)[3])
