"""`main.py repeat`: train again what a manifest says, and compare."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from segue.base.errors import SegueError
from segue.base.ids import ReleaseId
from segue.cli.console import Bars, json_option, say, show_json
from segue.cli.logs import open_log
from segue.cli.options import Origins, data_option, songs_option
from segue.cli.stores import release_store
from segue.cli.workshop import train_candidate
from segue.listening.log import ListeningLog
from segue.releases.files import read_manifest
from segue.releases.manifest import Manifest
from segue.releases.store import ReleaseStore
from segue.releases.verify import verify
from segue.training.measuring import Measures
from segue.training.repetition import (
    check_log,
    differing_arrays,
    other_files,
    other_libraries,
    repeated_recipe,
)
from segue.training.threads import limited_to


@click.command()
@click.argument("made_id", metavar="ID")
@data_option
@songs_option
@click.option(
    "--other-data", is_flag=True, help="Train though the log is another: the same recipe, new data."
)
@json_option
def repeat(
    *,
    made_id: str,
    data: Origins,
    songs_path: Path | None,
    other_data: bool,
    as_json: bool,
) -> None:
    """Train again what the manifest of a release or candidate says, and compare all arrays bit for bit.

    The manifest names trainer, settings, seed, holdout and how the log was read; only the log itself has to
    be given, and another one is refused. Accounts that were part of it are read from DATABASE_URL once more,
    so a database of that time has to be there. What is made stays as a candidate; nothing that is served
    changes.
    Exit code 0: the same; 1: not the same.

    \b
    Examples:
      python main.py repeat 20261121T031142Z-8c1d02aa --data plays.csv
      python main.py repeat 20261121T031142Z-8c1d02aa --data newer.csv --other-data
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    store = release_store()
    told = verify(_folder(store, made_id))
    recipe, plan = repeated_recipe(told)
    log = _open_again(store, told, data, songs_path)
    if not other_data:
        check_log(told, log)
    for name in other_files(told, log):
        say(f"note: {name} is another file than that time")
    with store.lock(), limited_to(told.threads):
        made = train_candidate(
            store, log, recipe, plan, read_with=told.data.reading, measures=Measures(detail=False)
        )
    differing = differing_arrays(told, read_manifest(store.candidate_path(made.candidate_id)))
    if as_json:
        _show(told, made.candidate_id, differing)
    if differing:
        raise SegueError(_difference(told, made.candidate_id, differing))
    say(f"{made.candidate_id} is {told.id} bit for bit")


def _open_again(store: ReleaseStore, told: Manifest, data: Origins, songs_path: Path | None) -> ListeningLog:
    accounts, how = told.data.accounts, dict[str, Any](told.data.reading)
    origins = replace(data, accounts=accounts is not None)
    return open_log(store.root, data=origins, songs_path=songs_path, again=accounts, progress=Bars(), **how)


def _folder(store: ReleaseStore, made_id: str) -> Path:
    return store.candidate_path(made_id) if made_id in store.candidates() else store.path(made_id)


def _show(told: Manifest, candidate_id: ReleaseId, differing: list[str]) -> None:
    show_json(
        {
            "repeated": told.id,
            "candidate": candidate_id,
            "same": not differing,
            "differing": differing,
            "other_libraries": other_libraries(told),
        }
    )


def _difference(told: Manifest, candidate_id: ReleaseId, differing: list[str]) -> str:
    libraries = ", ".join(other_libraries(told)) or "none"
    return (
        f"{candidate_id} is not {told.id} bit for bit; these differ: {', '.join(differing)}. "
        f"Libraries of other versions: {libraries}. Another processor may round differently, too."
    )
