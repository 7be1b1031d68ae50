"""The served world of ``tests/web``, asked from outside."""

from tests.web.conftest import ada, artifacts, client, logged, running, settings

__all__ = ["ada", "artifacts", "client", "logged", "running", "settings"]
