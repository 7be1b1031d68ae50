"""`main.py evaluate`: measure a release on a log."""

from typing import Any

import click

from segue.cli.console import Bars, json_option, say, show_json
from segue.cli.logs import open_log
from segue.cli.options import holdout_option, log_options, seed_option
from segue.cli.stores import chosen_release, release_store
from segue.cli.tables import show_evaluation
from segue.training.examination import examine, has_seen
from segue.training.holdout import HoldoutPlan


@click.command()
@click.argument("release_id", metavar="[ID]", required=False)
@log_options
@holdout_option
@seed_option
@json_option
def evaluate(*, release_id: str | None, holdout: float, seed: int, as_json: bool, **log: Any) -> None:
    """Measure a release (default: the current one) on the held-out part of a log.

    Every held-out listener's history is folded in and the whole catalogue is ranked, beside popularity and
    chance. The same log, holdout and seed as in training give the same held-out listeners; train with
    --no-refit to keep them unseen.
    """
    store = release_store()
    release = chosen_release(store, release_id)
    bars = Bars()
    read = open_log(store.root, progress=bars, **log)
    evaluation = examine(release, read, HoldoutPlan(holdout, seed), progress=bars)
    seen = has_seen(release, read)
    if as_json:
        measured = evaluation.model_dump(mode="json")
        show_json({"release": release.id, "trained_on_this_log": seen, "evaluation": measured})
        return
    show_evaluation(evaluation)
    if seen:
        say("note: this release was fitted to this log, held-out part included, so it scores too well here")
