import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.web.limits.rates import Rate

FOUR = Rate("account", 4)  # one in 15 seconds


def test_a_full_bucket_gives_its_limit_and_then_one_per_interval() -> None:
    full_at, waits = 0.0, []
    for now in (100, 100, 100, 100, 100, 107.5, 115, 115):
        spent = FOUR.spend(full_at, now)
        full_at = spent.full_at
        waits.append(spent.wait_seconds)
    assert waits == [0, 0, 0, 0, 15, 7.5, 0, 15]


def test_what_is_left_is_announced() -> None:
    first = FOUR.spend(0, 100)
    second = FOUR.spend(first.full_at, 110)
    assert (first.quota.remaining, first.quota.reset_seconds) == (3, 15)
    assert (second.quota.remaining, second.quota.reset_seconds) == (2, 20)
    assert (first.quota.name, first.quota.limit, first.quota.window_seconds) == ("account", 4, 60)
    empty = FOUR.spend(1e300, 100)  # nothing that may be stored keeps anyone out for long
    assert (empty.wait_seconds, empty.quota.remaining, empty.quota.reset_seconds) == (15, 0, 15)


@given(per_minute=st.integers(1, 10_000), start=st.floats(0, 1e9))
def test_exactly_the_limit_may_come_at_once(per_minute: int, start: float) -> None:
    rate = Rate("address", min(per_minute, 500))
    full_at, remaining = 0.0, []
    for _ in range(rate.per_minute):
        spent = rate.spend(full_at, start)
        assert spent.wait_seconds == 0
        full_at = spent.full_at
        remaining.append(spent.quota.remaining)
    assert remaining == list(range(rate.per_minute - 1, -1, -1))
    assert rate.spend(full_at, start).wait_seconds == pytest.approx(rate.interval, abs=1e-3)


@given(gaps=st.lists(st.floats(0, 30), min_size=1, max_size=80))
def test_no_minute_brings_more_than_twice_the_limit_and_waiting_is_enough(gaps: list[float]) -> None:
    full_at, now, taken = 0.0, 1000.0, []
    for gap in gaps:
        now += gap
        spent = FOUR.spend(full_at, now)
        full_at = spent.full_at
        if spent.wait_seconds == 0:
            taken.append(now)
        else:
            assert FOUR.spend(full_at, now + spent.wait_seconds).wait_seconds == 0
    assert all(sum(begin <= time < begin + 60 for time in taken) <= 8 for begin in taken)
