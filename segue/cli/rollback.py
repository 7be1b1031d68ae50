"""`main.py rollback`: the release before, again."""

import click

from segue.cli.console import json_option, say, show_json
from segue.cli.options import reason_option
from segue.cli.stores import release_store


@click.command()
@reason_option
@json_option
def rollback(*, reason: str, as_json: bool) -> None:
    """Make the release current that was so before.

    Running APIs follow within a second or two. Rolling back twice goes two steps back. What served before
    needs no gate.

    \b
    Examples:
      python main.py rollback
      python main.py rollback --reason "complaints about the morning shelf"
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    promotion = release_store().roll_back(reason=reason)
    if as_json:
        show_json(promotion.model_dump(mode="json"))
    else:
        say(f"{promotion.release} is current (before: {promotion.previous or 'none'})")
