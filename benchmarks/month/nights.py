"""A night: the operator's own command, and what it says."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENDED = {0: "promoted", 1: "refused"}


@dataclass(frozen=True)
class Night:
    """How a retraining ended.

    Attributes:
        outcome: ``promoted`` or ``refused``.
        release: that was made.
        refusals: the checks of the gate that failed, each with what was measured.
        accounts: the manifest's account of what accounts gave; empty without them.
    """

    outcome: str
    release: str
    refusals: tuple[str, ...]
    accounts: dict[str, Any]


def retrain(artifacts: Path, database: Path, log: Path, *words: str, with_accounts: bool = True) -> Night:
    """Run ``main.py retrain`` as a timer would.

    Raises ``RuntimeError`` where it ends in any other way than a timer should see.
    """
    data = ["--data", str(log), *(["--data", "db"] if with_accounts else [])]
    command = [sys.executable, "main.py", "retrain", *data, "--brief", "--json", "--keep", "1000", *words]
    environment = os.environ | {"ARTIFACTS_DIR": str(artifacts), "DATABASE_URL": f"sqlite:///{database}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in ENDED:
        raise RuntimeError(f"retrain ended with {done.returncode}: {done.stderr[-2000:]}")
    said = json.loads(done.stdout)
    return Night(
        ENDED[done.returncode],
        said["release"],
        tuple(f"{each['name']}: {each['measured']}" for each in said["gate"]["checks"] if not each["passed"]),
        next((source for source in said["sources"] if source["name"] == "accounts"), {}),
    )
