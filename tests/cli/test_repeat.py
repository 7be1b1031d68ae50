"""The manifest is enough to train again, bit for bit."""

import json
from typing import Any

import pytest

from segue.releases.store import ReleaseStore
from tests.cli.conftest import Shell

WORDS = ("--set", "dimensions=8", "--holdout", "0.3", "--seed", "5", "--user-column", "who", "--json")


@pytest.fixture(scope="module")
def trained(shell: Shell) -> str:
    """The id of a candidate of a log that has to be told how to be read, trained with one thread."""
    shell.log.write_text(shell.log.read_text().replace("user", "who", 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        printed = shell.ok("train", "--data", shell.log, *WORDS, anew=True)
    return str(json.loads(printed.stdout)["candidate"])


def test_a_training_repeated_gives_the_same_bits_with_as_many_threads(trained: str, shell: Shell) -> None:
    printed: dict[str, Any] = json.loads(
        shell.ok("repeat", trained, "--data", shell.log, "--json", anew=True).stdout
    )
    assert printed["same"]
    assert printed["differing"] == []
    assert printed["candidate"] != printed["repeated"] == trained
    assert printed["candidate"] in ReleaseStore(shell.artifacts).candidates()


def test_a_log_with_one_byte_changed_is_refused_unless_asked_for(trained: str, shell: Shell) -> None:
    changed = shell.folder / "changed.csv"
    changed.write_text(shell.log.read_text().replace("\nu7,", "\nu8,", 1))
    refused = shell.run("repeat", trained, "--data", changed)
    assert refused.returncode == 2
    assert "not the log" in refused.stderr
    assert "plays.csv" in refused.stderr
    other = shell.run("repeat", trained, "--data", changed, "--other-data", "--json")
    assert other.returncode == 1
    assert "item_vectors.npy" in json.loads(other.stdout)["differing"]
    assert "bit for bit" in other.stderr


def test_a_release_is_repeated_like_its_candidate(trained: str, shell: Shell) -> None:
    built = json.loads(shell.ok(trained, "--json", script="build_vector_db.py").stdout)
    assert "bit for bit" in shell.ok("repeat", built["release"], "--data", shell.log).stderr
