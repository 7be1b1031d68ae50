"""Training at scale: an invented log becomes the release in service, each step a command and a process.

    python -m benchmarks.scale [--interactions 10000000] [--songs 100000] [--seed 0] [--keep FOLDER]

The log is that of benchmarks/large_log.py, the commands are an operator's. The last training holds other
listeners out and comes to stand against the release in service at the gate. CPU time and peak memory are the
operating system's account of each process. The comparison with implicit's ALS on the same log
(benchmarks/training_cost.py) follows the table.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Cost, run

PYTHON = sys.executable


@dataclass(frozen=True)
class Step:
    """A command and what it is for."""

    name: str
    command: tuple[str, ...]


def steps(folder: Path, *, interactions: int, songs: int, seed: int) -> list[Step]:
    """From nothing to a release in service and back; the log is left in ``folder``."""
    sizes = ("--interactions", str(interactions), "--songs", str(songs), "--seed", str(seed))
    data = ("--data", str(folder / "log.parquet"), "--songs", str(folder / "songs.parquet"))
    return [
        Step("invent the log", (PYTHON, "-m", "benchmarks.large_log", str(folder), *sizes)),
        Step("train: measure, refit, write", (PYTHON, "main.py", "train", *data)),
        Step("index, hnsw", (PYTHON, "build_vector_db.py", "--index", "hnsw")),
        Step("index, flat", (PYTHON, "build_vector_db.py")),
        Step("promote", (PYTHON, "main.py", "promote")),
        Step("evaluate", (PYTHON, "main.py", "evaluate", *data)),
        Step("retrain: all of it, the gate too", (PYTHON, "main.py", "retrain", *data, "--seed", "1")),
        Step("roll back", (PYTHON, "main.py", "rollback")),
    ]


def costs(planned: list[Step], folder: Path) -> Iterator[tuple[Step, Cost]]:
    """Run the steps one after the other, releases in a folder beside the log.

    Raises ``RuntimeError`` for the first that fails.
    """
    environment = os.environ | {"ARTIFACTS_DIR": str(folder / "artifacts")}
    for number, step in enumerate(planned):
        yield step, run(step.command, environment, folder / f"step{number}.txt")


def main() -> None:
    """Print the table, line by line, and the comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--interactions", type=int, default=10_000_000)
    parser.add_argument("--songs", type=int, help="default: one per hundred interactions")
    parser.add_argument("--seed", type=int, default=0, help="of the log")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the log and all releases there")
    options = parser.parse_args()
    songs = options.songs or max(1, options.interactions // 100)
    place: AbstractContextManager[str] = tempfile.TemporaryDirectory()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        place = nullcontext(str(options.keep))
    with place as name:
        folder = Path(name)
        planned = steps(folder, interactions=options.interactions, songs=songs, seed=options.seed)
        print("| step | wall s | CPU s | peak MB |\n|---|---|---|---|", flush=True)
        for step, cost in costs(planned, folder):
            figures = f"{cost.wall_seconds:.1f} | {cost.cpu_seconds:.1f} | {cost.peak_bytes / 1e6:.0f}"
            print(f"| {step.name} | {figures} |", flush=True)
        print(flush=True)
        log, titles = str(folder / "log.parquet"), str(folder / "songs.parquet")
        subprocess.run([PYTHON, "-m", "benchmarks.training_cost", log, "--songs", titles], check=True)


if __name__ == "__main__":
    main()
