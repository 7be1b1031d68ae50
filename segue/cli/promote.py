"""`main.py promote`: make a release current that the gate lets pass."""

import click

from segue.base.errors import NotFound
from segue.base.ids import AccountId
from segue.cli.console import json_option
from segue.cli.gate import promote_and_tell
from segue.cli.options import force_option, reason_option
from segue.cli.stores import release_store


@click.command()
@click.argument("release_id", metavar="[ID]", required=False)
@reason_option
@force_option
@click.option(
    "--by",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="Of the account it is done for, for the history; the API says it of administrators.",
)
@json_option
def promote(*, release_id: str | None, reason: str, force: bool, by: int | None, as_json: bool) -> None:
    """Make a release current that the gate lets pass: the one named, or the newest.

    The gate compares it with the release in service, on listeners neither has learned from, and shows every
    check with its bound. A release that is refused changes nothing, and the exit code is 1; docs/releases.md
    says what each check is for. What passes is verified, every byte of it. Running APIs swap to it without
    losing a request; `main.py rollback` takes it back.

    \b
    Examples:
      python main.py promote
      python main.py promote 20260102T030405Z-0123abcd --json
      python main.py promote --force --reason "a smaller catalogue, as agreed"
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    store = release_store()
    if release_id is None:
        release_id = next(reversed(store.releases()), None)
        if release_id is None:
            raise NotFound(
                "There is no release yet; `python main.py train` and `python build_vector_db.py` make one."
            )
    asked = None if by is None else AccountId(by)
    promote_and_tell(store, release_id, reason=reason, force=force, as_json=as_json, by=asked)
