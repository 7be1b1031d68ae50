import os
import sys
from pathlib import Path

import pytest

from benchmarks.processes import own_peak_bytes, run


def test_a_process_is_charged_for_what_it_did(tmp_path: Path) -> None:
    work = "import time; held = b'x' * 200_000_000\nwhile time.process_time() < 0.3: pass\nprint('done')"
    cost = run([sys.executable, "-c", work], os.environ, tmp_path / "output")
    assert (tmp_path / "output").read_text() == "done\n"
    assert 0.3 <= cost.cpu_seconds < 1.5
    assert cost.wall_seconds > 0.3
    assert cost.peak_bytes > 200e6


def test_a_process_knows_its_own_peak_whoever_started_it(tmp_path: Path) -> None:
    held = b"x" * 200_000_000
    work = "from benchmarks.processes import own_peak_bytes; print(own_peak_bytes())"
    run([sys.executable, "-c", work], os.environ, tmp_path / "output")
    assert int((tmp_path / "output").read_text()) < 100e6 < own_peak_bytes()
    del held


def test_a_failure_says_what_the_command_printed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)SystemExit\(3\).* ended with 3:\nwhy\n"):
        run([sys.executable, "-c", "print('why'); raise SystemExit(3)"], os.environ, tmp_path / "output")
