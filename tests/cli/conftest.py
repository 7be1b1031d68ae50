import os
import runpy
import signal
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.training.conftest import write_plays

Finished = subprocess.CompletedProcess[str]
ROOT = Path(__file__).resolve().parents[2]


class Shell:
    """Runs the project's commands with a folder of releases of their own.

    By default in this process, which has the training libraries loaded already: with ``anew`` in one of their
    own, as an operator does, which takes one to two seconds longer.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = write_plays(folder / "plays.csv")
        self.artifacts = folder / "artifacts"

    def run(
        self, *words: object, script: str = "main.py", columns: int = 200, anew: bool = False
    ) -> Finished:
        if anew:
            process = self.start(*words, script=script, columns=columns)
            output, errors = process.communicate()
            return subprocess.CompletedProcess(process.args, process.returncode, output, errors)
        command = [str(ROOT / script), *map(str, words)]
        with (
            chdir(ROOT),
            pytest.MonkeyPatch.context() as patch,
            CliRunner().isolation(env=self._environment(columns)) as (out, err, _),
        ):
            patch.setattr(sys, "argv", command)
            with pytest.raises(SystemExit) as ended:
                runpy.run_path(command[0], run_name="__main__")
            sys.stdout.flush()
            sys.stderr.flush()
            code = ended.value.code
            assert isinstance(code, int)
            return subprocess.CompletedProcess(
                command, code, out.getvalue().decode(), err.getvalue().decode()
            )

    def ok(self, *words: object, script: str = "main.py", columns: int = 200, anew: bool = False) -> Finished:
        finished = self.run(*words, script=script, columns=columns, anew=anew)
        assert finished.returncode == 0, finished.stderr
        return finished

    def start(self, *words: object, script: str = "main.py", columns: int = 200) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, ROOT / script, *map(str, words)],
            env=os.environ | self._environment(columns),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _environment(self, columns: int) -> dict[str, str]:
        return {"ARTIFACTS_DIR": str(self.artifacts), "COLUMNS": str(columns)}


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
