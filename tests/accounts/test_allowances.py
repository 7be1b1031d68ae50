from datetime import timedelta

import pytest

from segue.accounts.allowances import Allowance, AttemptLimits, Tally
from tests.accounts.people import NOON

TEN = Allowance(free=10, longest_seconds=900)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (9, 0), (10, 1), (11, 2), (12, 4), (19, 512), (20, 900), (2**31 - 1, 900)],
)
def test_a_delay_doubles_with_every_failure_beyond_the_free_ones(failures: int, seconds: float) -> None:
    assert TEN.delay_seconds(failures) == seconds


def test_no_delay_by_default_is_longer_than_a_quarter_of_an_hour_and_of_a_name_than_a_minute() -> None:
    limits = AttemptLimits()
    assert all(allowance.delay_seconds(10**6) <= 900 for allowance in vars(limits).values())
    assert limits.name.delay_seconds(10**6) == 60


@pytest.mark.parametrize(
    ("hours", "left"), [(0, 11), (1, 11), (1.01, 5), (23.9, 5), (24, 5), (24.1, 0), (10_000, 0)]
)
def test_failures_fade(hours: float, left: int) -> None:
    assert Tally(11, NOON).faded(NOON + timedelta(hours=hours)) == left


def test_the_wait_ends_when_the_delay_is_over() -> None:
    tally = Tally(12, NOON)
    waits = [tally.wait_seconds(TEN, NOON + timedelta(seconds=passed)) for passed in (0, 1.5, 4, 60)]
    assert waits == [4, 2.5, 0, 0]


def test_a_clock_that_was_set_back_keeps_nobody_waiting() -> None:
    assert Tally(30, NOON).wait_seconds(TEN, NOON - timedelta(hours=2)) == 0
