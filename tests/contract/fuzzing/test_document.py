"""Schemathesis sends what the OpenAPI document allows and what it does not, and judges the answers by it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from segue.base.settings import Settings
from segue.web.app import create_app
from tests.web.conftest import logging_kept
from tests.web.world import serve

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ENDINGS = "^/auth/logout(-all)?$"
"""These would end the session that asks; strangers try them."""


@pytest.fixture
def served(settings: Settings) -> Iterator[httpx.Client]:
    with logging_kept(), serve(create_app(settings)) as client:
        yield client


def judged(client: httpx.Client, folder: Path, *options: str) -> str:
    """What it prints; the same cases every time."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml")),
        *("run", str(client.base_url.join("/openapi.json")), "--no-color", "--workers", "1"),
        *("--generation-deterministic", "--no-shrink", "--continue-on-failure", *options),
    ]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"), "NO_PROXY": "*"}
    done = subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def signed_in(client: httpx.Client) -> tuple[str, ...]:
    account = {"username": "fuzzed", "password": "none of the examples"}  # which would confirm its end
    token = client.post("/auth/signup", json=account).json()["access_token"]
    return ("--header", f"Authorization: Bearer {token}", "--exclude-path-regex", ENDINGS)


def test_the_document_holds_for_strangers(served: httpx.Client, tmp_path: Path) -> None:
    judged(served, tmp_path, "--phases", "examples,coverage")


def test_the_document_holds_for_an_account(served: httpx.Client, tmp_path: Path) -> None:
    printed = judged(served, tmp_path, "--phases", "examples,coverage", *signed_in(served))
    assert "GET /likes" not in printed.partition("Authentication failed")[2]  # it was signed in to the end


@pytest.mark.parametrize("signs_in", [False, True], ids=["stranger", "account"])
def test_it_holds_for_what_is_drawn(served: httpx.Client, tmp_path: Path, *, signs_in: bool) -> None:
    account = signed_in(served) if signs_in else ()
    judged(served, tmp_path, "--phases", "fuzzing", "--max-examples", "60", "--max-time", "20", *account)
