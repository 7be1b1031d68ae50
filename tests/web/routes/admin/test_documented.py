"""Every line for curl in docs/operating/administration.md, run as it stands there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.web.routes.admin.conftest import World, opened

PAGE = (Path(__file__).parents[4] / "docs" / "operating" / "administration.md").read_text()
LINES = re.findall(r"^curl .*$", PAGE, re.MULTILINE)


@pytest.mark.slow
def test_each_line_does_what_it_says(world: World, sqlite_url: str, tmp_path: Path) -> None:
    assert len(LINES) > 10
    with opened(world, tmp_path / "artifacts", sqlite_url, retrain_arguments="--nonsense") as place:
        names = {"RELEASE": world.first, "OTHER": world.refused, "TOKEN": place.admin.token}
        environment = os.environ | names | {"API": str(place.client.base_url).rstrip("/"), "NO_PROXY": "*"}
        for line in LINES:
            command = f"{line} -w '%{{http_code}}'"
            done = subprocess.run(
                ["bash", "-c", command], env=environment, cwd=tmp_path, capture_output=True, check=True
            )
            assert done.stdout[-3:] in {b"200", b"202"}, (line, done.stdout)
        assert (tmp_path / "report.html").read_bytes().startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    "path", ["/admin/releases", "/admin/roll-back", "/admin/experiment", "/admin/retrain"]
)
def test_what_is_done_over_http_has_a_line(path: str) -> None:
    assert any(path in line for line in LINES)
