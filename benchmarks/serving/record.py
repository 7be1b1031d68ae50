"""The history of figures: one JSON object a line for each world of each run, as they were measured."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.serving.footprint import Footprint
from benchmarks.serving.servers import Memory
from benchmarks.serving.throughput import Comparison, Side

HISTORY = Path(__file__).with_name("history.jsonl")
_LIBRARIES = ("fastapi", "gunicorn", "uvloop", "numpy", "faiss-cpu", "orjson", "sqlalchemy")


@dataclass(frozen=True)
class Record:
    """One world of one run.

    Attributes:
        at: when it ended, UTC, ISO 8601.
        commit: of the project; ends in ``+`` where files had been changed since.
        machine: processor, cores and Python.
        libraries: versions by name.
        world: songs and factors, as ``50000x128``.
        index: kind of the index over songs, as the manifest says.
        comparisons: in the order of the table.
        footprint: memory, start and swap.
    """

    at: str
    commit: str
    machine: str
    libraries: dict[str, str]
    world: str
    index: str
    comparisons: list[Comparison]
    footprint: Footprint

    @classmethod
    def of(cls, world: str, index: str, comparisons: list[Comparison], footprint: Footprint) -> "Record":
        """What was measured, with all that stands around it."""
        return cls(
            datetime.now(UTC).isoformat(timespec="seconds"),
            _commit(),
            f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            {name: version(name) for name in _LIBRARIES},
            world,
            index,
            comparisons,
            footprint,
        )

    @classmethod
    def from_json(cls, line: str) -> "Record":
        """What :func:`append` wrote."""
        said: dict[str, Any] = json.loads(line)
        comparisons = [
            Comparison(**{**each, "segue": Side(**each["segue"]), "empty": Side(**each["empty"])})
            for each in said.pop("comparisons")
        ]
        footprint = said.pop("footprint")
        memory = [Memory(**each) for each in footprint.pop("memory")]
        return cls(**said, comparisons=comparisons, footprint=Footprint(memory=memory, **footprint))


def append(record: Record, path: Path = HISTORY) -> None:
    """Add a line to the history."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(record), default=float) + "\n")


def read(path: Path = HISTORY) -> list[Record]:
    """All that was measured, the oldest first; nothing where there is no history."""
    if not path.exists():
        return []
    return [Record.from_json(line) for line in path.read_text("utf-8").splitlines()]


def _commit() -> str:
    def git(*arguments: str) -> str:
        command = ["git", *arguments]  # whichever there is
        answered = subprocess.run(command, capture_output=True, text=True, check=False)
        return answered.stdout.strip()

    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("+" if git("status", "--porcelain") else "")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
