"""The gate as an operator meets it: what is refused, what is not, and what is written down about it."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from tests.cli.conftest import ROOT, Shell


class Night(NamedTuple):
    """A release in service, and what a retrain on a log with shuffled labels printed."""

    live: str
    refused: dict[str, Any]


def shuffle_labels(log: Path, to: Path) -> Path:
    """The same listeners and songs; who played what is chance."""
    with log.open(newline="") as file:
        header, *rows = csv.reader(file)
    songs = [row[1:] for row in rows]
    order = np.random.default_rng(1).permutation(len(rows))
    with to.open("w", newline="") as file:
        csv.writer(file).writerows(
            [header, *([row[0], *songs[other]] for row, other in zip(rows, order, strict=True))]
        )
    return to


def served(artifacts: Path) -> dict[Path, bytes]:
    """Every byte that has to do with what is in service."""
    paths = [artifacts / "history.jsonl", *(artifacts / "current").resolve().rglob("*")]
    return {path: path.read_bytes() for path in paths if path.is_file()}


def retrained(shell: Shell, log: Path, *words: object) -> tuple[int, dict[str, Any], str]:
    done = shell.run("retrain", "--data", log, "--set", "dimensions=4", "--brief", "--json", *words)
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.fixture(scope="module")
def night(shell: Shell) -> Night:
    code, honest, _ = retrained(shell, shell.log)
    assert code == 0
    before = served(shell.artifacts)
    code, refused, errors = retrained(shell, shuffle_labels(shell.log, shell.folder / "shuffled.csv"))
    assert code == 1
    assert f"{honest['release']} stays in service" in errors
    assert "Traceback" not in errors
    assert served(shell.artifacts) == before
    return Night(honest["release"], refused)


def test_a_retrain_on_shuffled_labels_says_which_checks_failed(night: Night) -> None:
    assert night.refused["promotion"] is None
    assert night.refused["gate"]["against"] == night.live
    failed = {check["name"] for check in night.refused["gate"]["checks"] if not check["passed"]}
    assert {"live holdout", "neighbours"} <= failed


def test_a_refused_release_stays_to_be_looked_at(shell: Shell, night: Night) -> None:
    listed = json.loads(shell.ok("releases", "--json").stdout)
    assert listed["current"] == night.live
    gates = {row["id"]: row["gate"] for row in listed["releases"]}
    assert gates[night.live] == "passed"
    assert gates[night.refused["release"]].startswith("refused: ")


def test_promoting_a_refused_release_shows_why_and_changes_nothing(shell: Shell, night: Night) -> None:
    before = served(shell.artifacts)
    done = shell.run("promote", night.refused["release"])
    assert done.returncode == 1
    assert "REFUSED" in done.stdout
    assert "do the listeners and the songs of the log go together?" in done.stdout
    assert "--force` overrules it" in done.stderr
    assert served(shell.artifacts) == before


def test_overruling_the_gate_is_written_down_and_can_be_taken_back(shell: Shell, night: Night) -> None:
    words = ["promote", night.refused["release"], "--force", "--reason", "to hear it", "--json"]
    promotion = json.loads(shell.ok(*words).stdout)["promotion"]
    assert promotion["forced"]
    assert promotion["reason"].startswith("over the gate (")
    assert promotion["reason"].endswith("): to hear it")
    listed = json.loads(shell.ok("releases", "--json").stdout)
    assert {row["id"]: row["forced"] for row in listed["releases"]}[night.refused["release"]]
    shell.ok("rollback", anew=True)
    assert (shell.artifacts / "current").resolve().name == night.live


def test_train_goes_all_the_way_where_the_gate_lets_it(shell: Shell, night: Night) -> None:
    words = ["train", "--data", shell.log, "--set", "dimensions=4", "--brief", "--promote", "--json"]
    trained = json.loads(shell.ok(*words).stdout)
    assert trained["gate"]["passed"]
    assert trained["promotion"]["previous"] == night.live
    assert (shell.artifacts / "current").resolve().name == trained["release"]


def test_force_without_promote_is_a_mistake(shell: Shell) -> None:
    done = shell.run("train", "--data", shell.log, "--force")
    assert done.returncode == 2
    assert "--promote" in done.stderr


@pytest.mark.usefixtures("night")
def test_promoting_needs_no_training_library(shell: Shell) -> None:
    """Where a release is judged anew, too: this one against itself."""
    release = (shell.artifacts / "current").resolve().name
    code = (
        "import os, sys\nfor name in ('surprise', 'scipy', 'pyarrow', 'sklearn', 'matplotlib', 'optuna'):\n"
    )
    code += f"    sys.modules[name] = None\nos.environ['ARTIFACTS_DIR'] = {str(shell.artifacts)!r}\n"
    code += f"from main import main\nmain.main(['promote', {release!r}], standalone_mode=False)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{release} is current" in done.stderr
