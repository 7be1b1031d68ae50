"""Putting the app together: nothing is opened on import, and training stays outside."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from segue.web.app import create_app
from tests.canaries.planted import PLANTED
from tests.web.conftest import sign_up
from tests.web.world import make_settings, serve

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ("surprise", "pandas", "pyarrow", "scipy", "typer", "rich", "matplotlib")
DOCS = ("/docs", "/redoc", "/openapi.json")


def run_python(code: str, folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_importing_and_building_loads_no_training_library_and_opens_nothing(tmp_path: Path) -> None:
    code = f"import api; api.app.openapi(); print([name for name in {TRAINING} if name in sys.modules])"
    assert run_python(code, tmp_path).strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_arithmetic_is_told_to_use_one_thread_before_it_is_loaded(tmp_path: Path) -> None:
    code = """
import os
class Watch:
    def find_spec(self, name, path, target=None):
        if name in ("numpy", "faiss"):
            print(name, os.environ.get("OMP_NUM_THREADS"))
sys.meta_path.insert(0, Watch())
import api
"""
    assert set(run_python(code, tmp_path).splitlines()) == {"numpy 1", "faiss 1"}


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({"mode": "development"}, 200),
        ({"mode": "development", "api_docs": False}, 404),
        ({"mode": "production"}, 404),
        ({"mode": "production", "api_docs": True}, 200),
    ],
)
def test_the_api_describes_itself_in_development_or_when_asked_to(
    artifacts: Path, sqlite_url: str, settings: dict[str, object], status: int
) -> None:
    secret = PLANTED["signing-key"]
    app = create_app(make_settings(artifacts, sqlite_url, api_secret_key=secret, **settings))
    with serve(app) as client:
        assert [client.get(path).status_code for path in DOCS] == [status] * 3


def test_an_app_can_be_started_again(artifacts: Path, sqlite_url: str) -> None:
    app = create_app(make_settings(artifacts, sqlite_url))
    for _ in range(2):
        with serve(app) as client:
            assert client.get("/health").status_code == 200


def test_what_a_stopped_app_held_is_closed(artifacts: Path, sqlite_url: str) -> None:
    app = create_app(make_settings(artifacts, sqlite_url))
    before = set(threading.enumerate())
    with serve(app) as client:
        sign_up(client)
        assert any("database" in thread.name for thread in threading.enumerate())
    assert set(threading.enumerate()) <= before
