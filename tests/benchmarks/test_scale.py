from pathlib import Path

import pytest

from benchmarks.scale import costs, steps
from segue.releases.store import ReleaseStore


@pytest.mark.slow
def test_an_invented_log_becomes_a_release_in_service_and_is_rolled_back(tmp_path: Path) -> None:
    planned = steps(tmp_path, interactions=100_000, songs=1_000, seed=0)
    taken = {step.name: cost for step, cost in costs(planned, tmp_path)}
    assert len(taken) == len(planned)
    assert max(cost.peak_bytes for cost in taken.values()) < 1e9
    store = ReleaseStore(tmp_path / "artifacts")
    _hnsw, promoted_first, _retrained = store.releases()
    assert store.current_id() == promoted_first
