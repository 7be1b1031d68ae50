"""The gate on real data: nonsense and collapse are refused, what is better or as good is not."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SPECTRAL = ("--trainer", "spectral", "--set", "dimensions=128")


class Nights:
    """Retrains one after another, over one folder of releases."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder, self.log = folder, pq.read_table(log)
        self.artifacts = folder / "artifacts"

    @property
    def users(self) -> np.ndarray:
        return np.asarray(self.log[0])

    def variant(self, name: str, table: pa.Table) -> Path:
        path = self.folder / f"{name}.parquet"
        pq.write_table(table, path)
        return path

    def part(self, share: float) -> Path:
        """The log of some of the listeners."""
        users = np.unique(self.users)
        some = np.random.default_rng(5).choice(users, round(share * len(users)), replace=False)
        return self.variant("part", self.log.filter(np.isin(self.users, some)))

    def whole(self) -> Path:
        return self.variant("whole", self.log)

    def shuffled(self) -> Path:
        """The same listeners and songs; who played what is chance."""
        order = np.random.default_rng(3).permutation(self.log.num_rows)
        return self.variant("shuffled", self.log.set_column(1, self.log.schema[1], self.log[1].take(order)))

    def retrain(self, log: Path, *words: str) -> tuple[int, dict[str, Any]]:
        """The exit code, and every check by name."""
        retrain = ["retrain", "--data", str(log), "--brief", "--json", *words]
        command = [sys.executable, str(ROOT / "main.py"), *retrain]
        environment = os.environ | {"ARTIFACTS_DIR": str(self.artifacts)}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
        gate = json.loads(done.stdout)["gate"]
        return done.returncode, {check["name"]: check for check in gate["checks"]}

    def served(self) -> dict[Path, bytes]:
        paths = [self.artifacts / "history.jsonl", *(self.artifacts / "current").resolve().rglob("*")]
        return {path: path.read_bytes() for path in paths if path.is_file()}


def failed(checks: dict[str, Any]) -> set[str]:
    return {name for name, check in checks.items() if not check["passed"]}


def test_nights_on_last_fm(shared_data: Path, tmp_path: Path) -> None:
    nights = Nights(tmp_path, shared_data / "lastfm2k_user_artists.parquet")
    whole = nights.whole()
    code, _ = nights.retrain(nights.part(0.1), *SPECTRAL)
    assert code == 0

    # drawn to what is popular, it ranks better than what a tenth of the listeners taught
    before = nights.served()
    code, checks = nights.retrain(whole, *SPECTRAL, "--set", "popularity_exponent=1")
    assert code == 1
    assert failed(checks) == {"coverage", "exposure"}
    assert ": +" in checks["ranking"]["measured"]
    assert nights.served() == before

    code, checks = nights.retrain(whole, *SPECTRAL)
    assert (code, failed(checks)) == (0, set())

    before = nights.served()
    code, checks = nights.retrain(nights.shuffled(), *SPECTRAL)
    assert code == 1
    assert {"live holdout", "neighbours"} <= failed(checks)
    assert nights.served() == before

    for as_good in ([*SPECTRAL, "--set", "seed=1"], ["--trainer", "svd"]):
        code, checks = nights.retrain(whole, *as_good)
        assert (code, failed(checks)) == (0, set())
