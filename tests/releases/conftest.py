from pathlib import Path

import pytest

from segue.base.ids import ReleaseId
from segue.releases.store import ReleaseStore
from tests.releases.world import make_release


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return ReleaseStore(tmp_path / "artifacts")


@pytest.fixture
def pair(store: ReleaseStore) -> tuple[ReleaseId, ReleaseId]:
    """The release in service and another one."""
    control, challenger = make_release(store), make_release(store, seed=1)
    store.promote(control)
    return control, challenger
