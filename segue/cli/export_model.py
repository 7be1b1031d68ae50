"""`main.py export-model`: a release as a pickle that Surprise users can open."""

from pathlib import Path

import click

from segue.cli.console import json_option, say, show_json
from segue.cli.stores import chosen_release, release_store
from segue.training.exported import factor_model_of
from segue.training.pickles import write_pickle


@click.command()
@click.argument("release_id", metavar="[ID]", required=False)
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("best_model.pkl"),
    show_default=True,
    help="The file to write.",
)
@json_option
def export_model(*, release_id: str | None, path: Path, as_json: bool) -> None:
    """Write a release, or the current one, as a pickle.

    The file holds what `surprise.dump.dump` would have written; open it with `surprise.dump.load` or
    `pickle.load`. `algo.predict(user, song).est` is the score of what the trainer learned, without what is
    popular among similar listeners. It holds the ids of the listeners the model was trained on, so treat it
    as personal data.
    """
    release = chosen_release(release_store(), release_id)
    write_pickle(path, factor_model_of(release))
    if as_json:
        show_json({"release": release.id, "file": str(path)})
    else:
        say(f"{release.id} is written to {path}")
