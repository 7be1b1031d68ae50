"""`main.py experiment`: two releases compared on listeners, by putting both into one list."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from segue.base.errors import DataError
from segue.base.settings import StorageSettings, read_settings
from segue.cli.console import json_option, say, show_json
from segue.cli.databases import open_accounts
from segue.cli.options import reason_option
from segue.cli.stores import release_store
from segue.online.comparison import verdict_on
from segue.online.verdict import Verdict, minute, sentence
from segue.releases.experiment import LONGEST_REASON, Experiment
from segue.releases.experiments import DEFAULT_FIRST_LOOK_DAYS, NOTHING_KEPT, Experiments


@click.group()
def experiment() -> None:
    """Compare a release with the one in service on signed-in listeners.

    While it runs, a share of them gets lists drafted from both: A is the release in service, B the
    challenger. What they like, play, skip and dislike says which side they prefer. At most one experiment
    runs; private accounts and strangers take no part; docs/operating/experiments.md says more.

    \b
    From beginning to end:
      python main.py releases
      python main.py experiment start 20260102T030405Z-0123abcd --share 0.5
      python main.py experiment verdict
      python main.py experiment stop --reason "B is better"
      python main.py promote 20260102T030405Z-0123abcd
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are


@experiment.command()
@click.argument("challenger")
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
    required=True,
    help="Of the signed-in listeners that take part, above 0 up to 1; a hash says who.",
)
@click.option(
    "--first-look",
    type=click.IntRange(1, 365),
    default=DEFAULT_FIRST_LOOK_DAYS,
    show_default=True,
    metavar="DAYS",
    help="Until the first verdict; the next ones follow whenever that time has doubled.",
)
@click.option("--aa", is_flag=True, help="Compare the release in service with itself: nothing must be found.")
@reason_option
@json_option
def start(*, challenger: str, share: float, first_look: int, aa: bool, reason: str, as_json: bool) -> None:
    """Set a release against the one in service from now on.

    CHALLENGER is verified, and kept for as long as the experiment runs. Running APIs take it up within a few
    seconds, and open it beside the one in service: they need memory for both.

    A release that becomes current meanwhile pauses it: where a timer retrains every night, stop the timer
    first.

    \b
    Examples:
      python main.py experiment start 20260102T030405Z-0123abcd --share 0.5
      python main.py experiment start 20260102T030405Z-0123abcd --share 1 --first-look 14 --reason "als"
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    if read_settings(StorageSettings).impression_days == 0:
        raise DataError(NOTHING_KEPT)
    started = Experiments(release_store()).start(
        challenger, share=share, reason=reason[:LONGEST_REASON], first_look_days=first_look, aa=aa
    )
    if as_json:
        show_json(started.model_dump(mode="json"))
    else:
        say(f"{started.id} runs; the first verdict is due {minute(started.first_look)}")


@experiment.command()
@json_option
def status(*, as_json: bool) -> None:
    """Say what runs, whether it is paused and why, and what is over.

    It is paused while another release than A is in service, or where B can't be opened: everybody is then
    answered by the release in service alone, and it goes on by itself once that has passed.
    """
    experiments = Experiments(release_store())
    running, paused = experiments.running(), experiments.paused()
    ended = experiments.ended()
    if as_json:
        show_json(
            {
                "running": running and running.model_dump(mode="json"),
                "paused": paused,
                "ended": [each.model_dump(mode="json") for each in ended],
            }
        )
        return
    for each in ended:
        say(
            f"{_described(each.experiment)}, ended {minute(each.ended_at)}"
            + (f": {each.reason}" if each.reason else "")
        )
    say("no experiment runs" if running is None else f"{_described(running)}, runs")
    if paused is not None:
        say(f"paused, and only the release in service answers: {paused}")


@experiment.command()
@reason_option
@json_option
def stop(*, reason: str, as_json: bool) -> None:
    """End the experiment that runs.

    Running APIs follow within a few seconds. A verdict counts the looks that were due before; between two
    looks, waiting for the next one tells more than stopping does.
    """
    ended = Experiments(release_store()).stop(reason=reason[:LONGEST_REASON])
    if as_json:
        show_json({"ended": ended and ended.model_dump(mode="json")})
    elif ended is None:
        say("the experiment's file was damaged and is removed; nothing is known of it")
    else:
        say(f"{ended.experiment.id} is over")


@experiment.command("verdict")
@click.argument("experiment_id", metavar="[ID]", required=False)
@json_option
def show_verdict(*, experiment_id: str | None, as_json: bool) -> None:
    """Say which release listeners prefer: in the experiment named, else the one that runs, or ran last.

    A preference lies between -1 (every listener is for A alone) and +1 (for B alone). Ask as often as you
    like: listeners are looked at when the first time is over and whenever it has doubled, and all looks
    together find a difference in nothing in at most one experiment of twenty.

    \b
    Examples:
      python main.py experiment verdict
      python main.py experiment verdict 20261121-1a2b3c --json
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    compared, ended_at = Experiments(release_store()).find(experiment_id)
    with open_accounts() as database:
        found = verdict_on(database, compared, datetime.now(UTC), ended_at)
    if as_json:
        show_json(_document(compared, found))
    else:
        say(_described(compared))
        say(sentence(found))


def _document(compared: Experiment, found: Verdict) -> dict[str, Any]:
    return {
        "experiment": compared.model_dump(mode="json"),
        "outcome": found.outcome,
        "sentence": sentence(found),
        "looks": [
            asdict(look) | {"at": look.at.isoformat(), "decides": look.decides} for look in found.looks
        ],
        "next_look": found.next_look and found.next_look.isoformat(),
    }


def _described(compared: Experiment) -> str:
    return (
        f"{compared.id}: A {compared.control}, B {compared.challenger}, {compared.share:.0%} of the listeners"
    )
