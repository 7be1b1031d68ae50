"""Invented listeners and lists: the better side is found, and in nothing as little as the level allows."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from segue.accounts.signals import Signal
from segue.online.preference import preferences, sides_of
from segue.online.verdict import ALPHA, Outcome, look_times, verdict
from segue.recommend.interleaving import Coin, interleaved

START = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
N_SONGS, SHOWN, LISTENERS = 60, 8, 120


def ranking(generator: np.random.Generator, liking: np.ndarray, noise: float) -> list[int]:
    """Songs by what a listener likes, as far as a release with some noise knows it."""
    order = np.argsort(-(liking + noise * generator.standard_normal(N_SONGS)))
    return list(map(int, order))


def outcome(run: int, noise_a: float, noise_b: float, *, same: bool = False) -> Outcome:
    """The verdict on two releases that know tastes with some noise; ``same`` compares A with itself."""
    generator = np.random.default_rng(run)
    sides, came, listeners = [], [], []
    for listener in range(LISTENERS):
        liking = generator.standard_normal(N_SONGS)
        a = ranking(generator, liking, noise_a)
        b = a if same else ranking(generator, liking, noise_b)
        found = interleaved(a, b, Coin((str(run), str(listener))), SHOWN, drafting_all=same)
        sides.append(sides_of(found.arms, SHOWN))
        came.append(likes(generator, liking, found.keys))
        listeners += [listener] * SHOWN
    shown = preferences(np.array(listeners), np.concatenate(sides), np.concatenate(came))
    return verdict(look_times(START, DAY), START + DAY, lambda _: shown, over=False).outcome


def likes(generator: np.random.Generator, liking: np.ndarray, songs: Sequence[int]) -> np.ndarray:
    """Whoever likes a song says so more often, and looks at the upper ones more often."""
    table = np.zeros((len(songs), len(Signal)), np.bool_)
    chance = 1 / (1 + np.exp(-liking[list(songs)])) / (1 + 0.1 * np.arange(len(songs)))
    table[:, Signal.LIKE] = generator.random(len(songs)) < chance
    return table


def test_the_side_that_knows_tastes_better_is_found() -> None:
    assert [outcome(run, 2.0, 0.3) for run in range(10)] == [Outcome.B_BETTER] * 10
    assert [outcome(run, 0.3, 2.0) for run in range(10)] == [Outcome.A_BETTER] * 10


@pytest.mark.parametrize("same", [True, False], ids=["a release against itself", "two that are as good"])
def test_in_nothing_a_difference_is_found_no_more_often_than_the_level_says(*, same: bool) -> None:
    found = Counter(outcome(run, 1.0, 1.0, same=same) for run in range(100))
    assert found[Outcome.A_BETTER] + found[Outcome.B_BETTER] <= 100 * ALPHA
