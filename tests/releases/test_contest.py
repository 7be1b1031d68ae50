"""Whatever happens to an experiment, the release in service goes on alone and it is said why."""

import shutil
from dataclasses import dataclass, field

import pytest

from segue.base.ids import ReleaseId
from segue.releases.contest import Contest
from segue.releases.experiment import EXPERIMENT_FILE
from segue.releases.experiments import Experiments
from segue.releases.reader import OpenRelease
from segue.releases.store import ReleaseStore
from segue.releases.watch import RETRY_SECONDS
from tests.releases.world import damage


@dataclass
class Loads:
    """What was loaded, in order."""

    seen: list[str] = field(default_factory=list)
    seconds: float = 100.0

    def load(self, opened: OpenRelease) -> str:
        self.seen.append(opened.id)
        return f"served {opened.id}"

    def clock(self) -> float:
        return self.seconds


@pytest.fixture
def loads() -> Loads:
    return Loads()


@pytest.fixture
def contest(store: ReleaseStore, loads: Loads) -> Contest[str]:
    return Contest(store, loads.load, monotonic=loads.clock)


def test_the_challenger_is_loaded_once_and_let_go_at_the_end(
    store: ReleaseStore, contest: Contest[str], loads: Loads, pair: tuple[ReleaseId, ReleaseId]
) -> None:
    control, challenger = pair
    contest.check(control)
    assert (contest.against(control), contest.paused) == (None, None)
    started = Experiments(store).start(challenger, share=1)
    contest.check(control)
    contest.check(control)
    running = contest.against(control)
    assert running is not None
    assert (running.experiment, running.challenger) == (started, f"served {challenger}")
    assert contest.against(challenger) is None
    assert loads.seen == [challenger]
    Experiments(store).stop()
    contest.check(control)
    assert (contest.against(control), contest.paused) == (None, None)


def test_it_pauses_while_another_release_is_in_service(
    store: ReleaseStore, contest: Contest[str], pair: tuple[ReleaseId, ReleaseId]
) -> None:
    Experiments(store).start(pair[1], share=1)
    contest.check(pair[0])
    contest.check(pair[1])
    assert contest.against(pair[0]) is contest.against(pair[1]) is None
    assert "is in service" in str(contest.paused)
    contest.check(pair[0])
    assert contest.against(pair[0]) is not None
    assert contest.paused is None


def test_a_challenger_that_does_not_verify_is_tried_again_after_a_minute(
    store: ReleaseStore,
    contest: Contest[str],
    loads: Loads,
    pair: tuple[ReleaseId, ReleaseId],
    caplog: pytest.LogCaptureFixture,
) -> None:
    Experiments(store).start(pair[1], share=1)
    report = store.path(pair[1]) / "report.html"
    whole = report.read_bytes()
    damage(store, pair[1])
    contest.check(pair[0])
    report.write_bytes(whole)
    contest.check(pair[0])
    assert contest.against(pair[0]) is None
    assert "report.html" in str(contest.paused)
    assert len(caplog.records) == 1
    loads.seconds += RETRY_SECONDS
    contest.check(pair[0])
    assert contest.against(pair[0]) is not None
    assert contest.paused is None


def test_one_that_is_gone_is_not_served_from_memory(
    store: ReleaseStore, contest: Contest[str], pair: tuple[ReleaseId, ReleaseId]
) -> None:
    Experiments(store).start(pair[1], share=1)
    contest.check(pair[0])
    shutil.rmtree(store.path(pair[1]))
    contest.check(pair[0])
    assert contest.against(pair[0]) is None
    assert "no release" in str(contest.paused)


def test_one_that_fails_to_answer_pauses_for_a_minute(
    store: ReleaseStore, contest: Contest[str], loads: Loads, pair: tuple[ReleaseId, ReleaseId]
) -> None:
    Experiments(store).start(pair[1], share=1)
    contest.check(pair[0])
    contest.pause("it fell over")
    contest.check(pair[0])
    assert (contest.against(pair[0]), contest.paused) == (None, "it fell over")
    loads.seconds += RETRY_SECONDS
    contest.check(pair[0])
    assert contest.against(pair[0]) is not None


def test_a_damaged_file_pauses_and_a_whole_one_goes_on(
    store: ReleaseStore, contest: Contest[str], pair: tuple[ReleaseId, ReleaseId]
) -> None:
    Experiments(store).start(pair[1], share=1)
    path = store.root / EXPERIMENT_FILE
    whole = path.read_bytes()
    contest.check(pair[0])
    path.write_bytes(b"{")
    contest.check(pair[0])
    assert contest.against(pair[0]) is None
    assert "damaged" in str(contest.paused)
    path.write_bytes(whole)
    contest.check(pair[0])
    assert contest.against(pair[0]) is not None
