"""The real servers of the tests: how they are called, and all they see of the environment."""

from pathlib import Path

from benchmarks.serving.servers import ROOT, Server, inherited, run, start
from tests.canaries.planted import PLANTED

__all__ = ["GUNICORN", "ROOT", "SECRET", "UVICORN", "Server", "environment", "run", "start"]

SECRET = PLANTED["signing-key"]

UVICORN = ("uvicorn", "api:app", "--port", "0")
GUNICORN = ("gunicorn", "-c", "gunicorn.conf.py", "-b", "127.0.0.1:0", "-w", "2", "api:app")


def environment(artifacts: Path, database_url: str, **changes: str) -> dict[str, str]:
    """All a server sees of the environment."""
    given = {"ARTIFACTS_DIR": str(artifacts), "DATABASE_URL": database_url, "API_SECRET_KEY": SECRET}
    return inherited() | given | changes
