"""The browser the tests drive: the system's Chromium, found by ``scripts/chromium.sh``."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "chromium.sh"

FLAGS = (
    "--no-sandbox",  # root has none; the tests visit nothing but this machine
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """The browser's path. Without one the test skips, but fails where ``CI`` is set."""
    found = subprocess.run([SCRIPT, "find"], capture_output=True, text=True, check=False)
    if found.returncode == 0:
        return found.stdout.strip()
    missing = "there is no Chromium on this machine; scripts/chromium.sh installs it or says how"
    if os.environ.get("CI", "").lower() in ("", "0", "false"):
        pytest.skip(missing)
    pytest.fail(missing)
