import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.listening.sample.draws import Draws, nearness, power_law, shares


def test_the_stream_is_pinned() -> None:
    assert Draws(1, "pin").below(1_000, 6).tolist() == [470, 194, 285, 478, 261, 651]


def test_each_purpose_and_seed_has_a_stream_of_its_own() -> None:
    streams = {tuple(Draws(seed, purpose).unit(4)) for seed in (1, 2) for purpose in ("songs", "tastes")}
    assert len(streams) == 4


def test_unit_draws_fill_the_interval_evenly() -> None:
    counts = np.bincount((Draws(1, "unit").unit(40_000) * 10).astype(int), minlength=10)
    assert len(counts) == 10
    assert counts.min() > 3_700


def test_bell_draws_have_mean_0_and_deviation_1() -> None:
    values = Draws(1, "bell").bell(40_000)
    assert abs(values.mean()) < 0.02
    assert abs(values.std() - 1) < 0.02
    assert np.abs(values).max() <= 2 * np.sqrt(3)


def test_weights_are_kept_and_a_weight_of_zero_is_never_drawn() -> None:
    drawn = np.bincount(Draws(1, "weights").weighted(np.array([1, 0, 3]), 8_000), minlength=3)
    assert drawn[1] == 0
    assert drawn[2] / drawn[0] == pytest.approx(3, rel=0.1)


def test_each_row_is_drawn_by_its_own_weights() -> None:
    weights = np.array([[0, 1, 0], [5, 0, 0], [0, 0, 2]])
    rows = np.array([2, 0, 1, 1], np.int32)
    assert Draws(1, "rows").weighted_in(weights, rows).tolist() == [2, 1, 0, 0]


def test_an_order_holds_every_number_once() -> None:
    assert sorted(Draws(1, "order").order(50)) == list(range(50))


def test_single_draws_stay_in_range() -> None:
    draws = Draws(1, "single")
    assert {draws.number(3) for _ in range(100)} == {0, 1, 2}
    assert not any(draws.chance(0.0) for _ in range(100))
    assert all(draws.chance(1.0) for _ in range(100))


def test_nothing_to_choose_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to choose"):
        Draws(1, "none").one_of([])


@given(st.lists(st.integers(0, 1_000), min_size=1).filter(any), st.integers(0, 10_000))
def test_shares_add_up_and_stay_within_one_of_proportion(weights: list[int], total: int) -> None:
    dealt = shares(np.array(weights, np.int64), total)
    assert dealt.sum() == total
    assert np.all(np.abs(dealt - total * np.array(weights) / sum(weights)) < 1 + 1e-6)


def test_power_law_and_nearness_are_what_they_say() -> None:
    np.testing.assert_allclose(power_law(np.array([1, 16])), [1.0, 1 / 8])
    np.testing.assert_allclose(nearness(np.array([0.0, 2.0, -4.0]), 2.0), [1.0, 0.5, 0.2])
