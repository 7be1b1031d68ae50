"""`main.py train`: a listening log becomes a candidate."""

from typing import Any

import click

from segue.cli.console import json_option, say, show_json
from segue.cli.options import force_option, index_options, log_options, training_options
from segue.cli.stores import release_store
from segue.cli.workshop import make_candidate, make_current, show_training
from segue.releases.index import IndexSettings


@click.command()
@log_options
@training_options
@click.option(
    "--promote", is_flag=True, help="Go on: build the index, and make it current if the gate lets it pass."
)
@index_options
@force_option
@json_option
def train(*, promote: bool, index_kind: Any, force: bool, as_json: bool, **options: Any) -> None:
    """Train a candidate from a listening log.

    The log is read and cleaned; the model is measured on listeners it has not seen (in a log with dates: on
    the time that follows) and then fitted to everything. It leaves a candidate under artifacts/; nothing that
    is served changes.

    \b
    Examples:
      python main.py train                          the invented sample world
      python main.py train --data plays.csv
      python main.py train --data plays.parquet --user-column who --song-column what
      python main.py train --data plays.csv --trainer svd --set dimensions=64 --set epochs=20
      python main.py train --data plays.csv --study none
      python main.py train --data plays.csv --promote

    Where `main.py tune` has left a study, its best trainer and settings are used; what is named here wins.
    Next, without --promote: python build_vector_db.py, then python main.py promote.
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    if force and not promote:
        raise click.UsageError("--force overrules the gate, so it goes with --promote.")
    store = release_store()
    with store.lock():
        if promote:
            index = IndexSettings(index_kind)
            make_current(store, index, reason="train", force=force, as_json=as_json, **options)
            return
        made = make_candidate(store, **options)
    if as_json:
        show_json(made.to_json())
        return
    show_training(made)
    say(f"candidate {made.candidate_id}; next: python build_vector_db.py")
