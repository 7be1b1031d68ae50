"""A few days of listeners who act by their true tastes: a smaller `benchmarks.simulated_month`."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.month.cast import Cast
from benchmarks.month.month import Month, simulate
from segue.factors.metrics import bootstrap_interval, paired_p_value
from segue.listening.sample.settings import SampleSettings

pytestmark = pytest.mark.slow

DAYS, ACCOUNTS, NEWCOMERS, LOG = 5, 60, 150, 150
NEWCOMERS_MAY_LOSE = 0.1
"""Of their nDCG@20, at the lower end of the interval."""


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    settings = SampleSettings(n_artists=150, n_songs=1200, n_listeners=LOG + ACCOUNTS + NEWCOMERS)
    chance = np.random.default_rng(0)
    cast = Cast.of(settings, n_accounts=ACCOUNTS, n_newcomers=NEWCOMERS, chance=chance)
    folder: Path = tmp_path_factory.mktemp("month")
    return simulate(cast, folder, days=DAYS, chance=chance, words=("--set", "dimensions=32"))


def test_listeners_are_served_better_and_better(month: Month) -> None:
    served = [each.served for each in month.measured]
    assert paired_p_value(served[-1] - served[0], seed=0) < 0.001
    assert served[-1].mean() > 1.2 * served[0].mean()
    nights = np.arange(len(served))
    slopes = np.polyfit(nights[1:], np.array(served[1:]), 1)[0]
    assert bootstrap_interval(slopes, seed=0)[0] > 0


def test_they_are_served_better_than_strangers_with_their_seeds_and_exclusions(month: Month) -> None:
    last = month.measured[-1]
    assert paired_p_value(last.served - last.unknown, seed=0) < 0.001
    assert last.served.mean() > last.unknown.mean()


def test_newcomers_do_not_lose(month: Month) -> None:
    first, last = (month.measured[at].newcomers for at in (0, -1))
    assert bootstrap_interval(last - first, seed=0)[0] > -NEWCOMERS_MAY_LOSE * first.mean()


def test_the_gate_lets_most_nights_pass(month: Month) -> None:
    assert sum(night.outcome == "promoted" for night in month.nights) >= DAYS - 1


def test_releases_made_after_somebody_left_hold_nothing_of_them(month: Month) -> None:
    left = month.erasure
    assert len(left.held_before) == left.day - 1
    assert left.named == left.held_before
    assert left.n_releases - left.n_before == DAYS - left.day + 1
    assert left.held_after == ()


def test_no_release_holds_anything_of_a_private_account(month: Month) -> None:
    assert month.erasure.held_private == ()
    assert all(night.accounts["left_out"]["private accounts"] == 1 for night in month.nights)


def test_every_release_learns_from_all_that_was_told_by_then(month: Month) -> None:
    read = [night.accounts["kinds"] for night in month.nights]
    assert [kinds["plays"] for kinds in read] == [told["play"] for told in month.told]
    assert [kinds["skips"] for kinds in read] == [told["skip"] for told in month.told]
