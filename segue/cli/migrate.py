"""`main.py migrate`: the database of accounts, brought to the schema of this code."""

from contextlib import closing
from dataclasses import asdict

import click

from db.database import Database
from db.migrate import migrate as bring_up
from segue.cli.console import Bars, json_option, say, show_json
from segue.cli.databases import configured_url


@click.command()
@json_option
def migrate(*, as_json: bool) -> None:
    """Bring the database that DATABASE_URL names to the schema of this Segue.

    An API does so by itself when it starts. Do it before that where the database user of the API may not
    change tables, or to see a large database through it: all steps are applied or none, and it may be run
    twice, or on several machines at once. A schema newer than this Segue is refused (exit code 2).

    \b
    Examples:
      python main.py migrate
      DATABASE_URL=postgresql://owner@db/segue python main.py migrate --json
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    with closing(Database(configured_url())) as database:
        done = bring_up(database, progress=Bars())
    if as_json:
        show_json(asdict(done))
    elif done.steps:
        say(f"the database went from step {done.before or 'none'} to {done.after}")
    else:
        say(f"the database stands at step {done.after}; there was nothing to do")
