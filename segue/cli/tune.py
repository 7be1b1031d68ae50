"""`main.py tune`: search the settings of trainers."""

from pathlib import Path
from typing import Any

import click

from segue.base.errors import NotFound
from segue.cli.console import Bars, json_option, say, show_json
from segue.cli.logs import open_log
from segue.cli.options import TRAINERS, holdout_option, log_options, seed_option, settings_option
from segue.cli.stores import release_store
from segue.cli.tracking import log_run, open_tracker
from segue.cli.trials import TrialTable, show_study
from segue.training.measures import RANKING_METRICS
from segue.training.recipes import DEFAULT_TRAINER
from segue.training.searchspace import SearchSpace
from segue.training.studies import DEFAULT_STUDY, Study, read_study, study_folder
from segue.training.tracking import FINGERPRINT_TAG, STUDY_TAG, Run, Tracker
from segue.training.trainers import parse_settings
from segue.training.tuning import TUNED_METRIC, Budget
from segue.training.tuning import tune as search

DEFAULT_TRIALS = 50


@click.command()
@log_options
@click.option(
    "--trainer",
    "trainers",
    type=click.Choice(TRAINERS),
    multiple=True,
    default=(DEFAULT_TRAINER,),
    show_default=True,
    help="Whose settings to search; given several times, the trainer is searched too.",
)
@settings_option
@click.option(
    "--metric",
    type=click.Choice(RANKING_METRICS),
    default=TUNED_METRIC,
    show_default=True,
    help="What is to be great. The default tells settings apart more surely than nDCG@20, and foretells it.",
)
@click.option(
    "--trials",
    type=click.IntRange(1),
    help=f"End once the study has so many, those it has already counted; default: {DEFAULT_TRIALS}, "
    "or any number where --minutes are given.",
)
@click.option(
    "--minutes",
    type=click.FloatRange(0, min_open=True),
    help="Begin no trial after so many minutes.",
)
@holdout_option
@seed_option
@click.option(
    "--study",
    "name",
    default=DEFAULT_STUDY,
    show_default=True,
    metavar="NAME",
    help="What the study is called; `train` takes the one of the default name by itself.",
)
@click.option("--fresh", is_flag=True, help="Begin the study anew: its trials are forgotten.")
@click.option("--show", is_flag=True, help="Show the study as it is, and try nothing.")
@json_option
def tune(
    *,
    trainers: tuple[str, ...],
    settings: tuple[str, ...],
    metric: str,
    trials: int | None,
    minutes: float | None,
    holdout: float,
    seed: int,
    name: str,
    fresh: bool,
    show: bool,
    as_json: bool,
    **log: Any,
) -> None:
    """Search the settings of a trainer on a listening log.

    Each trial trains on a part of what `train` may learn from and is scored on listeners (in a log with
    dates: on the time) within the rest; what `train` measures on plays no part. The first trial has the
    defaults, and each one after is chosen by what the others reached. `train` and `retrain` take the best.

    Ctrl-C stops it at any time, and the same command goes on where it stopped. Give the same --holdout and
    --seed as to `train`.

    \b
    Examples:
      python main.py tune --data plays.csv
      python main.py tune --data plays.csv --minutes 30
      python main.py tune --data plays.csv --trainer spectral --trainer svd --trials 100
      python main.py tune --data plays.csv --set dimensions=128 --study small
      python main.py tune --show

    Next: python main.py train --data FILE.
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    root = release_store().root
    folder = study_folder(root, name)
    if show:
        _present(_existing(folder), as_json=as_json)
        return
    space = SearchSpace(trainers, parse_settings(settings))
    tracker = open_tracker()
    read = open_log(root, progress=Bars(), **log)
    table = TrialTable()
    watch = _Watch(table, tracker)
    budget = Budget(DEFAULT_TRIALS if trials is None and minutes is None else trials, minutes)
    with table.live():
        study = search(
            read,
            folder,
            space,
            budget,
            holdout=holdout,
            metric=metric,
            seed=seed,
            fresh=fresh,
            watch=watch,
            progress=table,
        )
    _present(study, as_json=as_json)


class _Watch:
    """Shows a study and logs each new trial."""

    def __init__(self, table: TrialTable, tracker: Tracker) -> None:
        self._table, self._tracker = table, tracker
        self._logged: int | None = None

    def __call__(self, study: Study) -> None:
        self._table.show(study)
        if self._logged is not None:  # those of earlier runs are logged
            for trial in study.trials[self._logged :]:
                log_run(self._tracker, _as_run(study, trial.number))
        self._logged = len(study.trials)


def _as_run(study: Study, number: int) -> Run:
    trial = study.trials[number]
    reached = {} if trial.value is None else {study.question.metric: trial.value}
    return Run(
        name=f"{study.name} {number}",
        parameters={"trainer": trial.trainer} | trial.settings,
        metrics=reached | {"seconds": trial.seconds},
        tags={
            STUDY_TAG: study.name,
            "segue.trial": str(number),
            "segue.state": trial.state,
            FINGERPRINT_TAG: study.question.fingerprint,
        },
    )


def _existing(folder: Path) -> Study:
    study = read_study(folder)
    if study is None:
        raise NotFound(f"There is no study {folder.name!r}; `python main.py tune --data FILE` makes one.")
    return study


def _present(study: Study, *, as_json: bool) -> None:
    if as_json:
        show_json(study.model_dump(mode="json"))
        return
    show_study(study)
    if study.best is None:
        say("no trial is complete yet")
        return
    best, first = study.best, study.trials[0]
    reached = "failed" if first.value is None else f"{first.value:.4f}"
    beside = "the defaults" if best == first else f"the defaults: {reached}"
    named = "" if study.name == DEFAULT_STUDY else f" --study {study.name}"
    say(f"best: trial {best.number}, {study.question.metric} {best.value:.4f} ({beside})")
    say(f"next: python main.py train{named}, which takes it")
