from dataclasses import replace

import pytest

from segue.listening.log import ListeningLog
from segue.training import beside
from segue.training.beside import LIVE, measures_for
from segue.training.gate import Contender
from segue.training.holdout import HoldoutPlan
from tests.training.gate.world import contender, good_space

PLAN = HoldoutPlan(0.2, 0)


@pytest.fixture
def live() -> Contender:
    return replace(contender("live", good_space()), plan="--holdout 0.2 --seed 0")


def test_a_small_log_is_measured_beside_the_other_trainers(undated: ListeningLog) -> None:
    compared = measures_for(undated, "spectral", PLAN, None).compared
    names = [type(config).__name__ for config in compared]
    assert "SvdConfig" in names
    assert "SpectralConfig" not in names


def test_a_large_log_only_when_asked(undated: ListeningLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "COMPARED_PAIRS", 10)
    assert measures_for(undated, "spectral", PLAN, None).compared == ()
    assert measures_for(undated, "spectral", PLAN, None, compare=True).compared


def test_brief_leaves_out_all_but_what_must_be_beaten(undated: ListeningLog, live: Contender) -> None:
    brief = measures_for(undated, "spectral", PLAN, live, compare=True, brief=True)
    assert (brief.detail, brief.compared, list(brief.others)) == (False, (), [LIVE])


def test_a_live_release_that_held_out_otherwise_may_have_seen_these_listeners(
    undated: ListeningLog, live: Contender
) -> None:
    assert LIVE in measures_for(undated, "spectral", PLAN, live).others
    assert LIVE not in measures_for(undated, "spectral", HoldoutPlan(0.2, 1), live).others
    assert LIVE not in measures_for(undated, "spectral", PLAN, replace(live, exam=None)).others
