import numpy as np
import pytest

from segue.training.gate import ranking
from segue.training.gate.ranking import Gain
from segue.training.gate.sitting import Answers, Sitting
from tests.training.gate.world import contender, good_space


def answers(values: np.ndarray) -> Answers:
    return Answers(values.astype(np.float64), np.zeros(1, np.int64))


def sitting(remark: str = "") -> Sitting:
    host = contender("live", good_space())
    assert host.exam is not None
    return Sitting(host, host.exam, 0, remark)


NOISE = np.random.default_rng(0).normal(0, 0.1, 200)
LIVE = np.full(200, 0.5)


@pytest.mark.parametrize(
    ("difference", "passed"),
    [
        (np.zeros(200), True),
        (NOISE - NOISE.mean() - 0.01, True),  # half of the interval reaches above 0
        (NOISE - NOISE.mean() - 0.03, False),
        (NOISE - NOISE.mean() + 0.03, True),
        (np.full(200, -0.0001), False),  # small, but sure
    ],
)
def test_a_loss_that_is_sure_is_refused(difference: np.ndarray, passed: bool) -> None:  # noqa: FBT001
    found = ranking.against_live("ranking", sitting(), answers(LIVE + difference), answers(LIVE))
    assert found.passed is passed
    assert found.name == "ranking"


def test_a_great_loss_is_refused_though_it_may_be_chance() -> None:
    wide = np.where(np.arange(20) % 2, 1.0, -1.2) * 0.9
    gain = Gain.of(LIVE[:20] + wide, LIVE[:20])
    assert gain.low < 0 < gain.high
    assert gain.much_worse
    assert not ranking.against_live("x", sitting(), answers(LIVE[:20] + wide), answers(LIVE[:20])).passed


def test_an_interval_over_next_to_nobody_counts_for_nothing() -> None:
    assert Gain.of(LIVE[:9] - 0.01, LIVE[:9]).surely_worse is False
    assert Gain.of(LIVE[:10] - 0.01, LIVE[:10]).surely_worse is True


def test_what_is_uneven_is_said_in_the_reason() -> None:
    found = ranking.against_live("x", sitting("The live one has seen it."), answers(LIVE), answers(LIVE))
    assert found.reason.endswith("The live one has seen it.")


def test_figures_are_given_with_their_interval() -> None:
    assert str(Gain.of(np.full(1200, 0.25), np.full(1200, 0.5))) == (
        "nDCG@20 0.2500 against 0.5000: -0.2500 [-0.2500, -0.2500], 1,200 listeners"
    )


def test_popularity_may_not_do_better_for_sure() -> None:
    assert ranking.popularity(answers(LIVE), answers(LIVE - 0.1)).passed
    assert "no sure difference" in ranking.popularity(answers(LIVE + NOISE), answers(LIVE)).reason
    assert not ranking.popularity(answers(LIVE - 0.01), answers(LIVE)).passed


def test_a_refit_may_not_lose_what_was_measured() -> None:
    assert ranking.refit(answers(LIVE + 0.1), answers(LIVE)).passed
    refused = ranking.refit(answers(LIVE * 0.5), answers(LIVE))
    assert not refused.passed
    assert "--no-refit" in refused.reason


def test_other_listeners_held_out_are_refused_with_what_to_do() -> None:
    refused = ranking.too_few("ranking", sitting(), contender("live", good_space()))
    assert not refused.passed
    assert "--holdout 0.2 --seed 7" in refused.reason
