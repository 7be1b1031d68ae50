"""The served world of ``tests/web``, asked from outside."""

from tests.web.conftest import artifacts

__all__ = ["artifacts"]
