"""`main.py backup`: a copy of the accounts, taken while the API runs."""

from datetime import UTC, datetime
from pathlib import Path

import click

from db.backup import back_up
from segue.cli.console import Bars, json_option, say, show_json
from segue.cli.databases import sqlite_file


@click.command()
@click.argument("file", metavar="[FILE]", required=False, type=click.Path())
@json_option
def backup(*, file: str | None, as_json: bool) -> None:
    """Copy the SQLite database of accounts to FILE: a new file, or a folder to put one in.

    APIs go on reading and writing. The copy is the state of one moment; it is readable by its owner only, and
    there under its name once it has been read back, checked and synced to the disk. Nothing is overwritten.
    Without FILE it is put beside the database, named by the time, UTC.

    It holds personal data: docs/operating/storage.md says how long to keep it, and has a line for cron. For
    Postgres, use pg_dump.

    \b
    Examples:
      python main.py backup /backups
      python main.py backup /backups/before-the-move.sqlite3 --json
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    database = sqlite_file("backup", instead="pg_dump")
    target = database.parent if file is None else Path(file)
    if target.is_dir() or (file or "").endswith("/"):
        target /= f"{database.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
    made = back_up(database, target, progress=Bars())
    if as_json:
        show_json(
            {
                "file": str(made.path),
                "bytes": made.size_bytes,
                "revision": made.revision,
                "accounts": made.accounts,
            }
        )
    else:
        say(f"{made.path}: {made.accounts:,} accounts, {made.size_bytes:,} bytes, checked")
