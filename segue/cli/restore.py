"""`main.py restore`: a backup becomes the database of accounts."""

from datetime import UTC, datetime
from pathlib import Path

import click

from db.restore import restore as put_back
from segue.accounts.erasures import erase_again
from segue.cli.console import Bars, json_option, say, show_json
from segue.cli.databases import sqlite_file


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@json_option
def restore(*, file: Path, as_json: bool) -> None:
    """Put the backup FILE in the place of the SQLite database of accounts.

    FILE is checked first and stays as it is. The database that is replaced is kept under its name and the
    time; delete it when all is well. Running APIs go on with what was restored, without a restart. A backup
    of an older Segue is migrated, one of a newer is refused (exit code 2).

    Accounts deleted since the backup was taken are deleted again, and everybody has to sign in anew. For
    Postgres, use pg_restore.

    \b
    Examples:
      python main.py restore /backups/segue-20261121T031500Z.sqlite3
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    database = sqlite_file("restore", instead="pg_restore")
    done = put_back(file, database, erase_again=erase_again, now=datetime.now(UTC), progress=Bars())
    if as_json:
        show_json(
            {
                "database": str(database),
                "from": done.migration.before,
                "to": done.migration.after,
                "accounts": done.accounts,
                "erased_again": done.erased,
                "replaced": None if done.replaced is None else str(done.replaced),
                "replaced_was_sound": done.sound,
            }
        )
        return
    say(f"{database}: {done.accounts:,} accounts, at step {done.migration.after}; all have to sign in again")
    if done.erased:
        say(f"{done.erased:,} accounts that were deleted since the backup were deleted again")
    if done.replaced is not None:
        say(f"the database before is kept as {done.replaced}")
        say("restore that to go back; delete it when all is well")
    if not done.sound:
        say("it could not be read: accounts that were deleted since the backup are back, delete them again")
