import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.training.conftest import write_plays

ROOT = Path(__file__).resolve().parents[2]


class Shell:
    """Runs the project's commands with a folder of releases of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = write_plays(folder / "plays.csv")
        self.artifacts = folder / "artifacts"

    def run(self, *words: object, script: str = "main.py") -> subprocess.CompletedProcess[str]:
        process = self.start(*words, script=script)
        output, errors = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def start(self, *words: object, script: str = "main.py") -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, ROOT / script, *map(str, words)],
            env=os.environ | {"ARTIFACTS_DIR": str(self.artifacts), "COLUMNS": "200"},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ok(self, *words: object, script: str = "main.py") -> subprocess.CompletedProcess[str]:
        finished = self.run(*words, script=script)
        assert finished.returncode == 0, finished.stderr
        return finished


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp("cli"))


@pytest.fixture
def small_shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)
