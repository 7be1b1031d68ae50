"""A thousand answers of real servers, answered again."""

from pathlib import Path

import pytest

from tests.contract.test_replay import check_answers_over_http
from tests.web.conftest import artifacts

pytestmark = pytest.mark.slow

__all__ = ["artifacts"]


def test_a_thousand_answers_are_identical_in_another_process(
    tmp_path: Path,
    artifacts: Path,
    sqlite_url: str,
) -> None:
    check_answers_over_http(tmp_path, artifacts, sqlite_url, 1000)
