import pytest

from segue.listening.log import ListeningLog
from segue.training.fitting import inner_split
from segue.training.holdout import HoldoutPlan, hold_out


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_validation_split_finds_listeners_whatever_the_seed_of_the_holdout(
    undated: ListeningLog, seed: int
) -> None:
    outer = hold_out(undated.events, undated.users, HoldoutPlan(seed=seed))
    assert outer is not None
    inner = inner_split(outer.train, undated.users, seed)
    assert inner is not None
    assert len(inner.listeners) > 2
    assert not set(inner.listeners.tolist()) & set(outer.listeners.tolist())
