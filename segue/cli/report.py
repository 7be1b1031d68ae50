"""`main.py report`: what to look at before promoting a release, and what came of it afterwards."""

import click

from segue.base.errors import NotFound
from segue.cli.console import json_option, say, show_json
from segue.cli.online import online
from segue.cli.stores import chosen_release, release_store
from segue.releases.names import REPORT_FILE


class _Report(click.Group):
    """A group whose first word may also be the id of a release."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read `report`, `report ID` and `report --json` as what they were before there was a group."""
        if not args or (args[0] not in self.commands and args[0] not in self.get_help_option_names(ctx)):
            args = [_RELEASE, *args]
        return super().parse_args(ctx, args)


_RELEASE = "release"


@click.group(cls=_Report)
def report() -> None:
    """Say where the report of a release lies, or with `online` how what was shown was received.

    \b
    Examples:
      python main.py report
      python main.py report 20260102T030405Z-0123abcd --json
      python main.py report online --days 7
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are


@report.command(_RELEASE)
@click.argument("release_id", metavar="[ID]", required=False)
@json_option
def of_release(*, release_id: str | None, as_json: bool) -> None:
    """Say where the report of a release (default: the current one) lies.

    The release is verified first. The report is one page that needs no network; its pictures also lie beside
    it as files. docs/report.md says how to read it. The word `release` may be left out.

    \b
    Examples:
      python main.py report
      xdg-open "$(python main.py report 20260102T030405Z-0123abcd)"
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    release = chosen_release(release_store(), release_id)
    if REPORT_FILE not in release.manifest.files:
        raise NotFound(f"{release.id} was made without a report; `python main.py retrain` makes one with it.")
    path = (release.folder / REPORT_FILE).resolve()
    if as_json:
        show_json({"release": release.id, "path": str(path), "url": path.as_uri()})
        return
    click.echo(path)
    say(f"in a browser: {path.as_uri()}")


report.add_command(online)
