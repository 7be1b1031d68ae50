"""`main.py promote`: make a release current."""

import click

from segue.base.errors import NotFound
from segue.cli.console import json_option, say, show_json
from segue.cli.stores import release_store


@click.command()
@click.argument("release_id", metavar="[ID]", required=False)
@click.option("--reason", default="", help="A few words for the history.")
@json_option
def promote(*, release_id: str | None, reason: str, as_json: bool) -> None:
    """Make a release current: the one named, or the newest.

    The release is verified first, every byte of it; one that fails is refused and what is in service stays.
    Running APIs swap to it without losing a request.
    """
    store = release_store()
    if release_id is None:
        release_id = next(reversed(store.releases()), None)
        if release_id is None:
            raise NotFound(
                "There is no release yet; `python main.py train` and `python build_vector_db.py` make one."
            )
    promotion = store.promote(release_id, reason=reason)
    if as_json:
        show_json(promotion.model_dump(mode="json"))
    else:
        say(f"{promotion.release} is current (before: {promotion.previous or 'none'})")
