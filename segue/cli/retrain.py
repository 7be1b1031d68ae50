"""`main.py retrain`: log → candidate → release → current, in one word."""

from typing import Any

import click

from segue.base.errors import DataError
from segue.cli.console import json_option, say, show_json
from segue.cli.logs import SAMPLE_LICENCE
from segue.cli.options import index_options, log_options, training_options
from segue.cli.stores import release_store
from segue.cli.workshop import make_current, show_training
from segue.releases.index import IndexSettings
from segue.releases.store import DEFAULT_KEEP, ReleaseStore
from segue.releases.verify import verify


@click.command()
@log_options
@training_options
@index_options
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=DEFAULT_KEEP,
    show_default=True,
    help="Releases left standing; the current one and the one a roll back leads to always are.",
)
@json_option
def retrain(*, index_kind: Any, keep: int, as_json: bool, **options: Any) -> None:
    """Train, build the index and make the release current.

    The same as `train`, `build_vector_db.py` and `promote` one after another. Running APIs pick the new
    release up by themselves; `main.py rollback` takes it back.

    \b
    Examples:
      python main.py retrain --data plays.csv
      ARTIFACTS_DIR=/srv/segue python main.py retrain --data plays.parquet --json
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    store = release_store()
    if options["data_path"] is None:
        _keep_real_data(store)
    with store.lock():
        made, release_id = make_current(store, IndexSettings(index_kind), "retrain", **options)
        store.prune(keep)
    if as_json:
        show_json(made.to_json() | {"release": release_id})
        return
    show_training(made)
    say(f"release {release_id} is current")


def _keep_real_data(store: ReleaseStore) -> None:
    """Refuse to put the sample world in the place of a release of real data: `--data` was forgotten."""
    current = store.current_id()
    if current is None:
        return
    sources = verify(store.path(current)).data.sources
    if any(source.licence != SAMPLE_LICENCE for source in sources):
        raise DataError(
            f"The current release was trained on {sources[0].name}: name the log with --data. "
            "The sample world goes into a folder of its own, named in ARTIFACTS_DIR."
        )
