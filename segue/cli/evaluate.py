"""`main.py evaluate`: measure a release on a log."""

from typing import Any

import click

from segue.cli.console import Bars, json_option, say, show_json
from segue.cli.logs import open_log
from segue.cli.options import holdout_option, log_options, seed_option
from segue.cli.stores import chosen_release, release_store
from segue.cli.tables import show_evaluation
from segue.releases.reader import OpenRelease
from segue.releases.store import ReleaseStore
from segue.training.examination import examine, has_seen
from segue.training.holdout import HoldoutPlan


@click.command()
@click.argument("release_id", metavar="[ID]", required=False)
@click.option(
    "--against",
    "other_id",
    metavar="ID",
    help="Another release to measure beside it; default: the current one, where that is another.",
)
@click.option(
    "--detail",
    is_flag=True,
    help="Also by number of known songs, by popularity of what is to be found, by activity of listeners.",
)
@log_options
@holdout_option
@seed_option
@json_option
def evaluate(
    *,
    release_id: str | None,
    other_id: str | None,
    detail: bool,
    holdout: float,
    seed: int,
    as_json: bool,
    **log: Any,
) -> None:
    """Measure a release (default: the current one) on the held-out part of a log.

    Every held-out listener's history is folded in and the whole catalogue is ranked, beside popularity,
    item-kNN and chance. The same log, holdout and seed as in training give the same held-out listeners; train
    with --no-refit to keep them unseen. docs/evaluation.md explains every figure.

    \b
    Examples:
      python main.py evaluate --data plays.csv                     the current release
      python main.py evaluate --data plays.csv --detail
      python main.py evaluate 20260102T030405Z-0123abcd --data plays.csv
      python main.py evaluate --against 20260102T030405Z-0123abcd --data plays.csv --json
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    store = release_store()
    release = chosen_release(store, release_id)
    beside = _beside(store, release, other_id)
    bars = Bars()
    read = open_log(store.root, progress=bars, **log)
    evaluation = examine(
        release, read, HoldoutPlan(holdout, seed), beside=beside, detail=detail, progress=bars
    )
    seen = has_seen(release, read)
    if as_json:
        show_json(
            {
                "release": release.id,
                "trained_on_this_log": seen,
                "beside": {
                    name: {"release": other.id, "trained_on_this_log": has_seen(other, read)}
                    for name, other in beside.items()
                },
                "evaluation": evaluation.model_dump(mode="json"),
            }
        )
        return
    show_evaluation(evaluation, detail=detail)
    for name, other in {evaluation.subject: release, **beside}.items():
        if has_seen(other, read):
            say(f"note: {name} was fitted to this log, held-out part included, so it scores too well here")


def _beside(store: ReleaseStore, release: OpenRelease, other_id: str | None) -> dict[str, OpenRelease]:
    """The other release to measure, by the name its column has; none where it would be the same one.

    Raises what :func:`segue.cli.stores.chosen_release` raises.
    """
    current = store.current_id()
    other_id = other_id or current
    if other_id is None or other_id == release.id:
        return {}
    return {"current" if other_id == current else other_id: chosen_release(store, other_id)}
