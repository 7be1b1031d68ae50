"""How long work says how far it is, without knowing who listens."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Task(Protocol):
    """One stretch of long work."""

    def advance(self, amount: float = 1) -> None:
        """Say that ``amount`` more of the work is done."""

    def note(self, text: str) -> None:
        """Show a few words beside the bar, such as the current loss."""


class Progress(Protocol):
    """Where long work reports to: a bar on a terminal, or nowhere."""

    def task(self, title: str, total: float | None = None) -> AbstractContextManager[Task]:
        """Begin a stretch of ``total`` units (``None``: unknown); use as a context manager."""


class _Silent:
    def advance(self, amount: float = 1) -> None:
        """Nobody listens."""

    def note(self, text: str) -> None:
        """Nobody listens."""


class Silent:
    """A progress that shows nothing: the default of every function that takes one."""

    @contextmanager
    def task(self, title: str, total: float | None = None) -> Iterator[Task]:  # noqa: ARG002 - the protocol's names
        """Begin a stretch nobody watches."""
        yield _Silent()


SILENT = Silent()
