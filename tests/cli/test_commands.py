"""The command line as an operator runs it: real files, and each verb at least once in a real process."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Shell

TRAINING_LIBRARIES = ("surprise", "scipy", "pyarrow", "optuna", "threadpoolctl", "sklearn", "matplotlib")


@pytest.fixture(scope="module")
def released(shell: Shell) -> dict[str, object]:
    """What `retrain --json` printed; its release is current."""
    words = ["retrain", "--data", shell.log, "--set", "dimensions=8", "--no-refit", "--brief", "--json"]
    printed: dict[str, object] = json.loads(shell.ok(*words, anew=True).stdout)
    return printed


def test_train_build_and_promote_make_a_release_current(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    trained = shell.ok("train", "--data", shell.log, "--set", "dimensions=8", anew=True)
    assert "better than popularity" in trained.stderr
    assert not (shell.artifacts / "current").exists()
    built = json.loads(shell.ok("--json", script="build_vector_db.py", anew=True).stdout)
    assert built["index"].items() >= {"kind": "flat", "parameters": {}, "recall": 1.0}.items()
    assert not (shell.artifacts / "current").exists()
    shell.ok("promote", built["release"], anew=True)
    assert (shell.artifacts / "current").resolve().name == built["release"]


@pytest.mark.usefixtures("released")
def test_an_hnsw_index_comes_with_its_measured_recall(shell: Shell) -> None:
    built = json.loads(shell.ok("--index", "hnsw", "--json", script="build_vector_db.py").stdout)
    assert built["index"]["kind"] == "hnsw"
    assert 0.9 <= built["index"]["recall"] <= 1


def test_retrain_says_what_it_measured_in_json(released: dict[str, object], shell: Shell) -> None:
    assert (shell.artifacts / "current").resolve().name == released["release"]
    assert set(released["evaluation"]["systems"]) == {"spectral", "popularity", "item-kNN", "random"}  # type: ignore[index]
    assert released["log"]["users"] == 80  # type: ignore[index]


def test_evaluating_on_the_same_holdout_repeats_the_figures(
    shell: Shell, released: dict[str, object]
) -> None:
    again = json.loads(shell.ok("evaluate", "--data", shell.log, "--json", anew=True).stdout)
    assert again["evaluation"]["systems"] == released["evaluation"]["systems"]  # type: ignore[index]
    assert again["trained_on_this_log"] is False


def test_a_release_is_measured_beside_the_current_one_and_in_detail(
    shell: Shell, released: dict[str, object]
) -> None:
    other = json.loads(shell.ok("--json", script="build_vector_db.py").stdout)["release"]
    shown = shell.ok("evaluate", other, "--data", shell.log, "--detail")
    assert re.search(r"┃ spectral +┃ +current ┃ +popularity ┃ +item-kNN ┃ +random ┃", shown.stdout)
    for title in ("what is shown", "ndcg@20 by known songs", "by popularity band", "by listener activity"):
        assert title in shown.stdout
    assert "no sure difference to current: +0.0000" in shown.stderr
    assert released["release"] != other


def test_releases_lists_and_shows(shell: Shell, released: dict[str, object]) -> None:
    listed = json.loads(shell.ok("releases", "--json", anew=True).stdout)
    assert listed["current"] == released["release"]
    assert re.search(rf"{released['release']} .* current ", shell.ok("releases").stdout)
    shown = json.loads(shell.ok("releases", released["release"]).stdout)
    assert shown["trainer"]["parameters"]["dimensions"] == 8


def test_a_release_leaves_as_a_pickle_and_comes_back_as_a_release(
    shell: Shell, released: dict[str, object], tmp_path: Path
) -> None:
    pickle = tmp_path / "best_model.pkl"
    exported = json.loads(shell.ok("export-model", "--to", pickle, "--json", anew=True).stdout)
    assert exported == {"release": released["release"], "file": str(pickle)}
    refused = shell.run("--model", pickle, script="build_vector_db.py")
    assert refused.returncode == 2
    assert "--trust-pickle" in refused.stderr
    built = shell.ok("--model", pickle, "--trust-pickle", "--json", script="build_vector_db.py")
    shown = json.loads(shell.ok("releases", json.loads(built.stdout)["release"]).stdout)
    assert shown["trainer"]["name"] == "imported"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["train", "--data", "nowhere.csv"], "no file nowhere.csv"),
        (["train", "--trainer", "magic"], "magic"),
        (["train", "--set", "dimensions"], "NAME=VALUE"),
        (["train", "--data", "README.md"], "README.md"),
        (["train", "--holdout", "2"], "--holdout"),
        (["evaluate", "20200101T000000Z-00000000"], "releases"),
        (["promote", "20200101T000000Z-00000000"], "releases"),
        (["promote", "../../etc"], "no release"),
        (["rollback"], "no earlier release"),
        (["nonsense"], "nonsense"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_two(tmp_path: Path, words: list[str], sentence: str) -> None:
    finished = Shell(tmp_path).run(*words)
    assert finished.returncode == 2
    assert sentence in finished.stderr
    assert "Traceback" not in finished.stderr


def test_building_without_a_candidate_says_what_to_run(tmp_path: Path) -> None:
    finished = Shell(tmp_path).run(script="build_vector_db.py")
    assert finished.returncode == 2
    assert "main.py train" in finished.stderr


def test_every_verb_has_help_and_listing_them_needs_no_training_library() -> None:
    code = "import sys; from main import main; main.main(['--help'], standalone_mode=False); "
    code += "sys.exit(bool({'surprise', 'scipy', 'pyarrow'} & set(sys.modules)))"
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    for verb in ("retrain", "train", "promote", "rollback", "releases", "evaluate", "export-model"):
        assert verb in finished.stdout


@pytest.mark.parametrize("verb", ["promote", "rollback", "releases"])
def test_verbs_of_a_serving_host_need_no_training_library(verb: str) -> None:
    code = f"import sys\nfor name in {TRAINING_LIBRARIES}: sys.modules[name] = None\n"
    code += f"from main import main\nmain.main([{verb!r}, '--help'], standalone_mode=False)"
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr


def test_missing_training_libraries_are_one_sentence() -> None:
    code = "import sys\nsys.modules['surprise'] = None\nsys.argv = ['main.py', 'train']\n"
    code += "import main\nmain.run(main.main)"
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 2
    assert "requirements-train.txt" in finished.stderr


def test_forgetting_the_log_does_not_replace_real_data_by_invented_data(
    shell: Shell, released: dict[str, object]
) -> None:
    forgotten = shell.run("retrain")
    assert forgotten.returncode == 2
    assert "trained on plays.csv: name the log with --data" in forgotten.stderr
    assert (shell.artifacts / "current").resolve().name == released["release"]


def test_a_table_is_whole_on_a_narrow_terminal(shell: Shell, released: dict[str, object]) -> None:
    listed = shell.ok("releases", columns=80).stdout
    assert str(released["release"]) in listed
    assert "\N{HORIZONTAL ELLIPSIS}" not in listed


def test_retrain_keeps_as_many_releases_as_it_is_told(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    words = ["retrain", "--data", shell.log, "--set", "dimensions=4", "--brief", "--keep", "1"]
    for _ in range(3):
        shell.ok(*words)
    listed = json.loads(shell.ok("releases", "--json").stdout)
    # the current one, and the one a roll back leads to
    assert len(listed["releases"]) == 2
    assert len(listed["candidates"]) == 1
