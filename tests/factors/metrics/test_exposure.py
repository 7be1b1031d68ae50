import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import Int64
from segue.factors import metrics
from tests.factors.metrics.lists import ranking

some_counts = st.lists(st.integers(0, 50), min_size=1, max_size=30).map(
    lambda drawn: np.array(drawn, np.int64)
)


def counts(*shown: int) -> Int64:
    return np.array(shown, np.int64)


def test_counts_say_in_how_many_lists_a_song_stands() -> None:
    lists = metrics.padded([ranking(3, 1), ranking(1), ranking()], 2)
    assert metrics.exposure_counts(lists, 5).tolist() == [0, 2, 0, 1, 0]


def test_coverage_is_the_share_of_songs_somebody_is_shown() -> None:
    assert metrics.coverage(counts(0, 2, 0, 1, 0)) == pytest.approx(2 / 5)
    assert metrics.coverage(counts()) == 0.0


def test_gini_by_hand() -> None:
    assert metrics.gini(counts(4, 4, 4, 4)) == 0.0
    assert metrics.gini(counts(0, 0, 0, 9)) == pytest.approx(3 / 4)
    assert metrics.gini(counts(1, 3)) == pytest.approx(1 / 4)
    assert metrics.gini(counts(0, 0)) == 0.0


@given(some_counts)
def test_gini_is_half_the_mean_difference_between_songs_relative_to_their_mean(shown: Int64) -> None:
    if shown.sum():
        differences = np.abs(shown[:, None] - shown[None, :]).mean()
        assert metrics.gini(shown) == pytest.approx(differences / (2 * shown.mean()))


def test_the_curve_of_equal_exposure_is_the_diagonal() -> None:
    assert metrics.exposure_curve(counts(2, 2, 2)) == pytest.approx(np.linspace(0, 1, 101))
    assert metrics.exposure_curve(counts(0, 0)) == pytest.approx(np.linspace(0, 1, 101))


def test_the_curve_stays_on_the_ground_as_far_as_nothing_is_shown() -> None:
    curve = metrics.exposure_curve(counts(3, 0, 0, 1))
    assert curve[[0, 50, 75, 100]] == pytest.approx([0, 0, 1 / 4, 1])


@given(some_counts)
def test_the_curve_rises_ever_more_steeply_from_zero_to_one(shown: Int64) -> None:
    curve = metrics.exposure_curve(shown)
    assert curve[[0, -1]].tolist() == [0, 1]
    assert (np.diff(curve, 2) > -1e-9).all()


def test_gini_is_twice_the_area_between_diagonal_and_curve() -> None:
    shown = np.random.default_rng(0).integers(0, 20, 100)  # 100 songs: the curve's points are the songs
    area = np.trapezoid(np.linspace(0, 1, 101) - metrics.exposure_curve(shown), dx=0.01)
    assert metrics.gini(shown) == pytest.approx(2 * area)
