"""`main.py report`: where a person finds what to look at before promoting."""

import click

from segue.base.errors import NotFound
from segue.cli.console import json_option, say, show_json
from segue.cli.stores import chosen_release, release_store
from segue.releases.names import REPORT_FILE


@click.command()
@click.argument("release_id", metavar="[ID]", required=False)
@json_option
def report(*, release_id: str | None, as_json: bool) -> None:
    """Say where the report of a release (default: the current one) lies.

    The release is verified first. The report is one page that needs no network; its pictures also lie beside
    it as files. docs/report.md says how to read it.

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
