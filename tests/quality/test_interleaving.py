"""Experiments on the sample world, whose listeners have true tastes: a smaller `benchmarks.interleaving`."""

import pytest

from benchmarks.interleaving import Audience, needed, verdict_of
from segue.listening.sample.settings import SampleSettings
from segue.online.verdict import Outcome

pytestmark = pytest.mark.slow

DAYS = 4


@pytest.fixture(scope="module")
def audience() -> Audience:
    return Audience.of(SampleSettings(n_listeners=1000))


def outcomes(audience: Audience, a: str, b: str, runs: int) -> list[Outcome]:
    return [
        verdict_of(audience.interleaved(a, b, run=run, days=DAYS, drafting_all=a == b)).outcome
        for run in range(runs)
    ]


def test_a_release_against_itself_shows_no_difference_in_twenty_runs(audience: Audience) -> None:
    assert outcomes(audience, "whole log", "whole log", 20) == [Outcome.NO_DIFFERENCE] * 20


def test_the_release_that_learned_from_more_wins_on_either_side(audience: Audience) -> None:
    assert outcomes(audience, "a tenth", "whole log", 5) == [Outcome.B_BETTER] * 5
    assert outcomes(audience, "whole log", "a tenth", 5) == [Outcome.A_BETTER] * 5
    assert outcomes(audience, "popular", "whole log", 2) == [Outcome.B_BETTER] * 2


def test_it_takes_far_fewer_listeners_than_a_split_test(audience: Audience) -> None:
    takes = needed(audience, "half", "whole log", runs=5, days=DAYS)
    assert takes.split > 5 * takes.interleaved
