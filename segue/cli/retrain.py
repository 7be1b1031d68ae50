"""`main.py retrain`: log → candidate → release → current, in one word."""

from typing import Any

import click

from segue.base.errors import DataError
from segue.cli.console import json_option
from segue.cli.logs import SAMPLE_LICENCE
from segue.cli.options import force_option, index_options, log_options, training_options
from segue.cli.stores import release_store
from segue.cli.workshop import make_current
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
@force_option
@json_option
def retrain(*, index_kind: Any, keep: int, force: bool, as_json: bool, **options: Any) -> None:
    """Train, build the index and make the release current, if the gate lets it pass.

    The same as `train`, `build_vector_db.py` and `promote` one after another, for a timer at night. A release
    that the gate refuses stays to be looked at, nothing that is served changes, and the exit code is 1.
    Running APIs pick a new release up by themselves; `main.py rollback` takes it back.

    \b
    Examples:
      python main.py retrain --data plays.csv
      ARTIFACTS_DIR=/srv/segue python main.py retrain --data plays.parquet --json
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    store = release_store()
    if options["data"].is_sample:
        _keep_real_data(store)
    with store.lock():
        try:
            index = IndexSettings(index_kind)
            make_current(store, index, reason="retrain", force=force, as_json=as_json, **options)
        finally:
            store.prune(keep)  # refused nights must not fill the disk either


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
