"""Fixtures every part of the suite may use."""

from pathlib import Path

import pytest
from hypothesis import settings

# no deadline: the machines the suite runs on are shared; the same examples on every run: a change that
# passes here passes there
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")

pytest_plugins = [
    "tests.services.postgres",
    "tests.services.databases",
    "tests.services.redis",
    "tests.canaries.watch",
]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real datasets; tests that need it skip where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real datasets (shared/data beside the project) are not on this machine")
    return folder
