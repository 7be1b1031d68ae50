"""The README, followed to the letter by a stranger who types what it says."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
FIRST_START_SECONDS = 180
SECOND_START_SECONDS = 10

trains_on_the_sample_world = pytest.mark.slow  # half a minute


class Quickstart:
    """What `make run` runs once the environment stands."""

    def __init__(self, artifacts: Path) -> None:
        self.artifacts = artifacts
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self, within_seconds: float) -> None:
        environment = {key: value for key, value in os.environ.items() if key != "SEGUE_MODE"}
        self.server = subprocess.Popen(
            [sys.executable, "main.py", "quickstart", "--port", str(self.port)],
            cwd=ROOT,
            env=environment | {"ARTIFACTS_DIR": str(self.artifacts)},
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            assert self.server.poll() is None, "quickstart ended by itself"
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/health").raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        pytest.fail(f"not up within {within_seconds} s")

    def stop(self) -> None:
        self.server.send_signal(signal.SIGINT)
        self.server.wait(20)


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quickstart]:
    quickstart = Quickstart(tmp_path_factory.mktemp("artifacts"))
    quickstart.start(FIRST_START_SECONDS)
    yield quickstart
    if quickstart.server.poll() is None:
        quickstart.stop()


@trains_on_the_sample_world
def test_the_first_requests_work_exactly_as_printed(quickstart: Quickstart) -> None:
    block = next(block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "TOKEN=" in block)
    script = block.replace("http://127.0.0.1:8000", f"http://127.0.0.1:{quickstart.port}")
    # each answer on a line of its own
    script = 'curl() { command curl "$@"; echo; }\n' + script
    run = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=True)
    answers = map(json.loads, run.stdout.split("\n")[:-1])
    signed_up, found, started, page, jazz, blocked, similar, toggled, liked = answers
    assert signed_up["token_type"] == "bearer"
    assert found[0]["song_id"] == "Flintspike - Wretched Scourge"
    assert len(started["results"]) == 5
    assert started["seed_count"] == 3
    shown = json.loads(re.findall(r"```json\n(.*?)```", README, re.DOTALL)[0])
    assert [set(item) for item in shown["results"]] == [set(item) for item in started["results"][:2]]
    assert {item["song_id"] for item in shown["results"]} <= {item["song_id"] for item in started["results"]}
    assert {len(bucket["items"]) for bucket in page["buckets"]} == {4}
    assert len(page["buckets"]) > 3
    assert page["buckets"][0]["seed_used"] == "your taste"
    assert {item["genre"] for item in jazz["results"]} == {"Jazz"}
    assert all(1960 <= item["year"] <= 1969 and item["reasons"] for item in jazz["results"])
    assert blocked == {"kind": "artist", "name": "Coffinhammer", "until": None}
    assert len(similar["results"]) == 5
    assert "Coffinhammer" not in {item["artist"] for item in similar["results"]}
    assert toggled == {"liked": True}
    assert liked == {"likes": ["Flintspike - Wretched Scourge"]}


@trains_on_the_sample_world
def test_the_web_page_is_served(quickstart: Quickstart) -> None:
    page = httpx.get(f"http://127.0.0.1:{quickstart.port}/")
    assert page.status_code == 200
    assert "<title>" in page.text


@trains_on_the_sample_world
def test_the_second_start_is_a_matter_of_seconds(quickstart: Quickstart) -> None:
    quickstart.stop()
    quickstart.start(SECOND_START_SECONDS)
    assert len([folder for folder in quickstart.artifacts.iterdir() if re.match(r"\d{8}T", folder.name)]) == 1


def test_a_port_in_use_is_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        finished = subprocess.run(
            [sys.executable, "main.py", "quickstart", "--port", str(taken.getsockname()[1])],
            cwd=ROOT,
            env=os.environ | {"ARTIFACTS_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert finished.returncode == 2
    assert "make run PORT=" in finished.stderr


def test_every_file_the_readme_names_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_verb_the_readme_names_exists() -> None:
    listed = subprocess.run(
        [sys.executable, "main.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    verbs = set(re.findall(r"main\.py ([a-z-]+)", README))
    assert verbs
    assert [verb for verb in verbs if f"  {verb} " not in listed] == []
