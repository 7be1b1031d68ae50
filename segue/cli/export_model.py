"""`main.py export-model`: a release as a pickle that Surprise users can open."""

from pathlib import Path

import click

from segue.base.errors import NotFound
from segue.base.ids import IdMap
from segue.cli.console import say
from segue.cli.stores import release_store
from segue.releases.reader import open_release
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
def export_model(*, release_id: str | None, path: Path) -> None:
    """Write a release, or the current one, as a pickle.

    The file holds what `surprise.dump.dump` would have written; open it with `surprise.dump.load` or
    `pickle.load`. `algo.predict(user, song).est` is Segue's score. It holds the ids of the listeners the
    model was trained on, so treat it as personal data.
    """
    store = release_store()
    chosen = release_id or store.current_id()
    if chosen is None:
        raise NotFound("No release is current; name one, or make one with `python main.py retrain`.")
    release = open_release(store.path(chosen))
    space = stored_space(release.manifest.fold_in, release.arrays)
    pairs = stored_pairs(release.arrays, len(space))
    model = FactorModel(
        release.manifest.trainer.name,
        space,
        IdMap.from_arrays(release.arrays, "song_ids"),
        IdMap.from_arrays(release.arrays, "model/user_ids"),
        pairs,
        release.arrays.get("model/user_vectors", space.listeners(pairs.as_seeds())),
    )
    write_pickle(path, model)
    say(f"{chosen} is written to {path}")
