"""An experiment compares two releases that are there; at most one runs, and nothing of it is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from segue.base.errors import Conflict, DataError, NotFound, ReleaseRefused
from segue.base.ids import ReleaseId
from segue.releases.experiment import EXPERIMENT_FILE, Damaged, read_experiment
from segue.releases.experiments import Experiments
from segue.releases.names import CURRENT_LINK
from segue.releases.store import ReleaseStore
from tests.releases.world import damage, make_candidate, make_release

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    """Its clock stands still."""
    return ReleaseStore(tmp_path, clock=lambda: NOW)


def test_what_was_started_runs_until_it_is_stopped(
    store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId]
) -> None:
    experiments = Experiments(store)
    assert experiments.running() is None
    started = experiments.start(pair[1], share=0.5, reason="fewer dimensions", first_look_days=14)
    assert (started.control, started.challenger, started.is_aa) == (*pair, False)
    assert started.first_look == NOW + timedelta(days=14)
    assert experiments.running() == started
    assert experiments.find(None) == experiments.find(started.id) == (started, None)
    ended = experiments.stop(reason="decided")
    assert experiments.running() is None
    assert experiments.ended() == [ended]
    assert experiments.find(None) == (started, NOW)


def test_only_one_runs_at_a_time(store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId]) -> None:
    experiments = Experiments(store)
    first = experiments.start(pair[1], share=1)
    with pytest.raises(Conflict, match="experiment stop"):
        experiments.start(pair[1], share=1)
    experiments.stop()
    second = experiments.start(pair[1], share=1)
    assert first.id != second.id
    assert experiments.find(first.id) == (first, NOW)
    with pytest.raises(NotFound, match="no experiment 'x'"):
        experiments.find("x")


def test_a_release_is_compared_with_itself_only_when_that_is_asked_for(
    store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId]
) -> None:
    experiments = Experiments(store)
    with pytest.raises(DataError, match="add --aa"):
        experiments.start(pair[0], share=1)
    with pytest.raises(DataError, match="leave --aa out"):
        experiments.start(pair[1], share=1, aa=True)
    assert experiments.start(pair[0], share=1, aa=True).is_aa


def test_a_challenger_that_could_not_be_served_is_refused(
    store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId]
) -> None:
    experiments = Experiments(store)
    with pytest.raises(NotFound, match="candidate"):
        experiments.start(make_candidate(store), share=1)
    damage(store, pair[1])
    with pytest.raises(ReleaseRefused):
        experiments.start(pair[1], share=1)
    assert experiments.running() is None


def test_without_a_release_in_service_there_is_nothing_to_compare_with(store: ReleaseStore) -> None:
    with pytest.raises(NotFound, match="promote"):
        Experiments(store).start(make_release(store), share=1)
    with pytest.raises(NotFound, match="No experiment runs"):
        Experiments(store).stop()
    with pytest.raises(NotFound, match="no experiment yet"):
        Experiments(store).find(None)


def test_why_it_is_paused_is_said(store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId]) -> None:
    experiments = Experiments(store)
    assert experiments.paused() is None
    experiments.start(pair[1], share=1)
    assert experiments.paused() is None
    store.promote(pair[1])
    assert "is in service" in str(experiments.paused())
    store.promote(pair[0])
    damage(store, pair[1])
    assert "report.html" in str(experiments.paused())


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"experiment": null, "sha256": ""}', b"\xff", b" " * 20_000, b"[" * 16_000],
)
def test_a_damaged_file_is_told_and_can_be_stopped(store: ReleaseStore, content: bytes) -> None:
    experiments = Experiments(store)
    (store.root / EXPERIMENT_FILE).write_bytes(content)
    with pytest.raises(Damaged):
        read_experiment(store.root)
    with pytest.raises(DataError, match="experiment stop"):
        experiments.running()
    assert experiments.stop() is None
    assert experiments.running() is None


def test_a_file_changed_by_hand_is_damaged(store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId]) -> None:
    Experiments(store).start(pair[1], share=0.5)
    path = store.root / EXPERIMENT_FILE
    path.write_text(path.read_text().replace("0.5", "0.9"))
    with pytest.raises(Damaged):
        read_experiment(store.root)


def test_what_is_compared_is_not_pruned(store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId]) -> None:
    newer = [make_release(store, seed=seed) for seed in (2, 3)]
    experiments = Experiments(store)
    experiments.start(pair[1], share=1)
    store.promote(newer[1])
    store.promote(newer[0])
    store.prune(1)
    assert set(pair) <= set(store.releases())
    experiments.stop()
    store.prune(1)
    assert not set(pair) & set(store.releases())


def test_without_a_release_in_service_it_is_said_so(
    store: ReleaseStore, pair: tuple[ReleaseId, ReleaseId]
) -> None:
    Experiments(store).start(pair[1], share=1)
    (store.root / CURRENT_LINK).unlink()
    assert "no release is in service" in str(Experiments(store).paused())
