"""Tuning as an operator runs it."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from main import main
from segue.cli.console import run
from segue.releases.files import read_manifest
from segue.releases.store import ReleaseStore
from segue.training.journal import JOURNAL_FILE
from segue.training.studies import read_study, study_folder
from tests.cli.conftest import Shell

WORDS = ("tune", "--set", "dimensions=8", "--data")


@pytest.fixture(scope="module")
def tuned(shell: Shell) -> dict[str, Any]:
    """What `tune --json` printed of three trials."""
    printed: dict[str, Any] = json.loads(shell.ok(*WORDS, shell.log, "--trials", 3, "--json").stdout)
    return printed


def test_tune_prints_every_trial_and_the_best(tuned: dict[str, Any], shell: Shell) -> None:
    assert [trial["number"] for trial in tuned["trials"]] == [0, 1, 2]
    assert tuned["best"] in tuned["trials"]
    shown = shell.ok("tune", "--show")
    assert "study default, dimensions=8: 3 trials" in shown.stdout
    assert "song" in shown.stdout
    assert "next: python main.py train" in shown.stderr


def test_train_takes_the_best_and_keeps_the_study(tuned: dict[str, Any], shell: Shell) -> None:
    trained = json.loads(shell.ok("train", "--data", shell.log, "--json").stdout)
    assert tuned["best"]["settings"].items() <= trained["config"].items()
    assert "Settings of study 'default'" in trained["notes"][0]
    folder = ReleaseStore(shell.artifacts).candidate_path(trained["candidate"])
    assert "study.json" in read_manifest(folder).files
    assert read_study(folder) == read_study(study_folder(shell.artifacts, "default"))


def test_a_tuning_killed_at_any_moment_goes_on_as_if_nothing_had_happened(
    small_shell: Shell, tuned: dict[str, Any]
) -> None:
    words = (*WORDS, small_shell.log, "--trials", "3")
    for _ in range(2):
        killed = small_shell.start(*words)
        journal = study_folder(small_shell.artifacts, "default") / JOURNAL_FILE
        size = journal.stat().st_size if journal.exists() else 0
        while killed.poll() is None and (not journal.exists() or journal.stat().st_size <= size + 500):
            time.sleep(0.01)
        killed.kill()
        killed.communicate()
    resumed = json.loads(small_shell.ok(*words, "--json").stdout)
    assert without_times(resumed) == without_times(tuned)


def without_times(study: dict[str, Any]) -> list[dict[str, Any]]:
    return [trial | {"seconds": 0} for trial in study["trials"]]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["tune", "--show"], "no study 'default'"),
        (["tune", "--study", "none"], "can't name a study"),
        (["tune", "--metric", "rmse"], "--metric"),
        (["tune", "--trials", "0"], "--trials"),
        (["tune", "--set", "nosuch=1"], "there is no such setting"),
        (["train", "--study", "nosuch"], "no study 'nosuch'"),
        (["repeat", "20200101T000000Z-00000000"], "no release"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_two(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    sentence: str,
) -> None:
    monkeypatch.setenv("ARTIFACTS_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["main.py", *words])
    with pytest.raises(SystemExit) as ended:
        run(main)
    assert ended.value.code == 2
    assert sentence in " ".join(capsys.readouterr().err.split())
