import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.training.conftest import write_plays

Finished = subprocess.CompletedProcess[str]
ROOT = Path(__file__).resolve().parents[2]


class Shell:
    """Runs the project's commands with a folder of releases of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = write_plays(folder / "plays.csv")
        self.artifacts = folder / "artifacts"

    def run(self, *words: object, script: str = "main.py", columns: int = 200) -> Finished:
        process = self.start(*words, script=script, columns=columns)
        output, errors = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def start(self, *words: object, script: str = "main.py", columns: int = 200) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, ROOT / script, *map(str, words)],
            env=os.environ | {"ARTIFACTS_DIR": str(self.artifacts), "COLUMNS": str(columns)},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ok(self, *words: object, script: str = "main.py", columns: int = 200) -> Finished:
        finished = self.run(*words, script=script, columns=columns)
        assert finished.returncode == 0, finished.stderr
        return finished


@pytest.fixture(scope="session", autouse=True)
def _children_hear_ctrl_c() -> None:
    """A job in the background is started deaf to SIGINT, and so would be what it starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp("cli"))


@pytest.fixture
def small_shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)
