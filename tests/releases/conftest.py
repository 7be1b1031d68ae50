from pathlib import Path

import pytest

from segue.releases.store import ReleaseStore


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return ReleaseStore(tmp_path / "artifacts")
