"""A command line whose verbs are loaded when they are called.

Training libraries take seconds to import and a serving host has none, so `main.py promote` must not need
them. After Click's own recipe for lazy groups ("Lazily Loading Subcommands").
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from segue.base.errors import DataError
from segue.base.libraries import TRAINING_LIBRARIES


class Verbs(click.Group):
    """A group of verbs.

    Args:
        verbs: verb → (module of ``segue.cli`` holding a command of that name, one line of help).
        attributes: what Click's own group takes.
    """

    def __init__(self, verbs: Mapping[str, tuple[str, str]], **attributes: Any) -> None:
        super().__init__(**attributes)
        self._verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Verbs in the order they were given: the order of work."""
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - Click's signature
        """Import the verb's module. Raises :class:`DataError` when the training libraries are missing."""
        if cmd_name not in self._verbs:
            return None
        try:
            module = import_module(f"segue.cli.{self._verbs[cmd_name][0]}")
        except ModuleNotFoundError as error:
            if error.name not in TRAINING_LIBRARIES:
                raise
            raise DataError(
                f"`{cmd_name}` needs the training libraries; install them with "
                "`pip install -r requirements-train.txt`."
            ) from error
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's signature
        """List the verbs without importing any."""
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, (_, line) in self._verbs.items()])
