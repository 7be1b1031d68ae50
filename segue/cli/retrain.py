"""`main.py retrain`: data → candidate → release → current, in one word."""

import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from segue.base.errors import DataError, NotFound, ReleaseRefused
from segue.base.source import ACCOUNTS
from segue.cli.console import json_option, say
from segue.cli.housekeeping import keep_house
from segue.cli.logs import SAMPLE_LICENCE
from segue.cli.options import DATABASE, Origins, force_option, index_options, log_options, training_options
from segue.cli.stores import release_store
from segue.cli.workshop import make_current
from segue.releases.files import read_manifest
from segue.releases.index import IndexSettings
from segue.releases.store import DEFAULT_KEEP, ReleaseStore
from segue.training.retraining.outcome import EXIT_CODES, Outcome, outcome_of
from segue.training.retraining.stages import Stage
from segue.training.retraining.watching import watched

_FILE = click.Path(path_type=Path, dir_okay=False)


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
@click.option(
    "--log",
    "log_path",
    type=_FILE,
    metavar="FILE",
    help="Append a JSON line for each event: stages, outcome.",
)
@click.option(
    "--metrics",
    "metrics_path",
    type=_FILE,
    metavar="FILE",
    help="Replace this file at the end with metrics for Prometheus (the node exporter's textfile collector).",
)
@force_option
@json_option
def retrain(
    *,
    index_kind: Any,
    keep: int,
    log_path: Path | None,
    metrics_path: Path | None,
    force: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Train, build the index and make the release current, if the gate lets it pass.

    The same as `train`, `build_vector_db.py` and `promote` one after another, for a timer at night; old
    impressions are removed too. A release that the gate refuses stays to be looked at, and nothing that is
    served changes. Running APIs pick a new release up by themselves; `main.py rollback` takes it back.
    retrain.json beside the releases says how the last one goes or went.

    \b
    Exit codes:
      0    promoted
      1    refused by the gate
      2    data or options that can't be used
      3    something is away: database, disk, a release that does not verify
      4    another training is at work
      5    a mistake of ours; standard error has its trace
      130  stopped, by Ctrl-C or SIGTERM

    \b
    Examples:
      python main.py retrain --data plays.csv
      python main.py retrain --data plays.csv --data db
      ARTIFACTS_DIR=/srv/segue python main.py retrain --data plays.parquet --json
      python main.py retrain --data db --log retrain.jsonl --metrics /var/lib/node_exporter/segue.prom

    docs/operating/retraining.md has the timers, and what each file says.
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    store = release_store()
    try:
        with _stopped_by_sigterm(), watched(store, log=log_path, metrics=metrics_path) as watch:
            _keep_data(store, options["data"])
            with watch.stage(Stage.HOUSEKEEPING):
                keep_house()
            try:
                index = IndexSettings(index_kind)
                make_current(
                    store, index, reason="retrain", force=force, as_json=as_json, watch=watch, **options
                )
            finally:
                store.prune(keep)  # refused nights must not fill the disk either
    except Exception as error:
        if outcome_of(error) is not Outcome.FAILED or isinstance(error, click.ClickException):
            raise
        traceback.print_exc()
        raise click.exceptions.Exit(EXIT_CODES[Outcome.FAILED]) from error


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Let a service manager stop a retraining as Ctrl-C does, so that it is told how it ended."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _keep_data(store: ReleaseStore, data: Origins) -> None:
    """Look whether `--data` was forgotten, going by the release in service.

    Raises :class:`DataError` where the sample world would take the place of real data.
    """
    current = store.named()
    if current is None:
        return
    try:
        sources = read_manifest(store.path(current)).data.sources
    except (NotFound, ReleaseRefused):
        if data.is_sample:
            raise
        return  # it is damaged, and this retraining puts another in its place
    names = " and ".join(DATABASE if source.format == ACCOUNTS else source.name for source in sources)
    if data.is_sample and any(source.licence != SAMPLE_LICENCE for source in sources):
        raise DataError(
            f"The current release was trained on {names}: name the log with --data. "
            "The sample world goes into a folder of its own, named in ARTIFACTS_DIR."
        )
    if not data.accounts and any(source.format == ACCOUNTS for source in sources):
        say(
            "note: the release in service learned from accounts too, and this one does not: "
            "--data db is missing"
        )
