"""A verdict may be asked for every day and still keeps its level."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import numpy as np
import pytest

from segue.base.arrays import Float64
from segue.online.verdict import (
    ALPHA,
    FEWEST_LISTENERS,
    Outcome,
    Verdict,
    level_of,
    look,
    look_times,
    sentence,
    verdict,
)

START = datetime(2026, 11, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


def asked(values: Float64, *, days: float, over: bool = False) -> Verdict:
    """The verdict after some days, when those listeners had shown those preferences from the start."""
    times = look_times(START, WEEK)
    return verdict(times, START + timedelta(days=days), lambda _: values, over=over)


def leaning(preference: float, n: int = 200) -> Float64:
    """Listeners who are all for one side or the other."""
    return np.where(np.arange(n) < round(n * (1 + preference) / 2), 1.0, -1.0)


def test_looks_double_and_share_the_level() -> None:
    times = list(islice(look_times(START, WEEK), 4))
    assert [(at - START).days for at in times] == [7, 14, 28, 56]
    assert [level_of(number) for number in (1, 2, 3)] == pytest.approx([0.025, 0.05 / 6, 0.05 / 12])
    assert sum(map(level_of, range(1, 100_000))) == pytest.approx(ALPHA, abs=1e-6)
    assert sum(map(level_of, range(1, 100_000))) < ALPHA


def test_before_the_first_look_nothing_is_said() -> None:
    early = asked(leaning(0.9), days=6.9)
    assert (early.outcome, early.looks, early.next_look) == (Outcome.TOO_EARLY, (), START + WEEK)
    assert "2026-11-08" in sentence(early)
    assert "it ended before" in sentence(asked(leaning(0.9), days=6.9, over=True))


@pytest.mark.parametrize(("preference", "outcome"), [(0.5, Outcome.B_BETTER), (-0.5, Outcome.A_BETTER)])
def test_a_clear_preference_is_found_at_once_and_stays(preference: float, outcome: Outcome) -> None:
    found = asked(leaning(preference), days=100)
    assert (found.outcome, len(found.looks), found.next_look) == (outcome, 1, None)
    assert str(outcome) in sentence(found)
    (first,) = found.looks
    assert first.low < preference < first.high
    assert first.low * first.high > 0


def test_where_nothing_is_found_it_is_said_what_would_have_been() -> None:
    found = asked(leaning(0.0), days=15)
    assert (found.outcome, len(found.looks)) == (Outcome.NO_DIFFERENCE, 2)
    assert found.next_look == START + 4 * WEEK
    last = found.looks[-1]
    assert last.low < 0 < last.high
    assert last.detectable > last.high - last.preference
    assert f"{last.detectable:.3f} or more" in sentence(found)
    assert asked(leaning(0.0), days=15, over=True).next_look is None


def test_a_handful_of_listeners_decides_nothing() -> None:
    few = asked(np.ones(FEWEST_LISTENERS - 1), days=8)
    assert few.outcome is Outcome.NO_DIFFERENCE
    assert asked(np.ones(FEWEST_LISTENERS), days=8).outcome is Outcome.B_BETTER


@pytest.mark.parametrize("values", [np.empty(0), np.zeros(1), np.ones(1)])
def test_of_next_to_nobody_anything_may_be_true(values: Float64) -> None:
    found = look(values, 1, START)
    assert found.p == 1 or len(values) == 1
    assert (found.low, found.high) == (-1, 1)
    assert found.detectable == 1


def test_what_is_called_detectable_is_found_four_times_in_five() -> None:
    generator = np.random.default_rng(1)
    spread = generator.choice([-1.0, 0.0, 1.0], (80, 150))
    preference = look(spread[0], 1, START).detectable
    shown = generator.random(spread.shape) < preference
    drawn = np.where(shown, 1.0, spread)  # some say B whatever they said before
    leans = drawn.mean() / preference
    assert 0.9 < leans < 1.1
    found = np.mean([look(row, 1, START).decides for row in drawn])
    assert 0.65 < found < 0.95


def peeked(run: int, days: int, n: int) -> tuple[bool, bool]:
    """Whether a difference is found in nothing: by the verdict, and by a test at the full level every day."""
    generator = np.random.default_rng(run)
    steps = generator.choice([-1.0, 0.0, 1.0], (n, days))  # what listeners do from day to day
    shown = [steps[:, : day + 1].sum(axis=1) / (day + 1) for day in range(days)]
    by_day = verdict(
        look_times(START, timedelta(days=1)),
        START + timedelta(days=days),
        lambda at: shown[(at - START).days - 1],
        over=False,
    )
    sure = [abs(day.mean()) > 1.96 * day.std() / n**0.5 for day in shown]
    return by_day.outcome is not Outcome.NO_DIFFERENCE, any(sure)


def test_asked_every_day_it_finds_nothing_in_nothing() -> None:
    found, naive = np.mean([peeked(run, days=16, n=30) for run in range(400)], axis=0)
    assert found <= ALPHA
    assert naive > 3 * ALPHA
