"""`main.py export-model`: a release as a pickle that Surprise users can open."""

from pathlib import Path

import click

from segue.base.arrays import Float32
from segue.base.ids import IdMap
from segue.cli.console import json_option, say, show_json
from segue.cli.stores import chosen_release, release_store
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.releases.reader import OpenRelease
from segue.training.candidate import stored_pairs, stored_space
from segue.training.pickles import FactorModel, write_pickle


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
    `pickle.load`. `algo.predict(user, song).est` is Segue's score. It holds the ids of the listeners the
    model was trained on, so treat it as personal data.
    """
    release = chosen_release(release_store(), release_id)
    space = stored_space(release.manifest.fold_in, release.arrays)
    pairs = stored_pairs(release.arrays, len(space))
    model = FactorModel(
        release.manifest.trainer.name,
        space,
        IdMap.from_arrays(release.arrays, "song_ids"),
        IdMap.from_arrays(release.arrays, "model/user_ids"),
        pairs,
        _listener_vectors(release, space, pairs),
    )
    write_pickle(path, model)
    if as_json:
        show_json({"release": release.id, "file": str(path)})
    else:
        say(f"{release.id} is written to {path}")


def _listener_vectors(release: OpenRelease, space: ItemSpace, pairs: Interactions) -> Float32:
    """The trainer's own vectors of its listeners, else those their songs fold in to."""
    own = release.arrays.get("model/user_vectors")
    return space.listeners(pairs.as_seeds()) if own is None else own
