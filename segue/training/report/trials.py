"""What tuning tried: the best trials of the study a release took its settings from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from segue.training.report.figures import metric_label
from segue.training.studies import Setting, Study, Trial

BEST: Final = 5


@dataclass(frozen=True)
class Tuning:
    """A study in a few rows.

    Attributes:
        summary: how much was tried on what, a sentence.
        settings: those that differ between the best trials, in order of name; columns of the table.
        trials: up to five complete ones, best first.
    """

    summary: str
    settings: tuple[str, ...]
    trials: tuple["BestTrial", ...]


@dataclass(frozen=True)
class BestTrial:
    """One row: the trial's name, its value and its settings as the columns have them."""

    name: str
    value: str
    settings: tuple[str, ...]


def tuning_of(study: Study) -> Tuning:
    """The best complete trials, equal ones in order of trial; failed and pruned ones are only counted."""
    complete = [(trial.value, trial) for trial in study.trials if trial.state == "complete"]
    ordered = sorted(
        ((value, trial) for value, trial in complete if value is not None), key=lambda pair: -pair[0]
    )
    best = [trial for _, trial in ordered[:BEST]]
    names = _differing(best)
    return Tuning(
        summary=(
            f"{len(study.trials):,} trials, {len(complete):,} of them complete, "
            f"by {metric_label(study.question.metric)} on validation listeners inside the training part."
        ),
        settings=names,
        trials=tuple(
            BestTrial(f"{trial.number} ({trial.trainer})", f"{value:.4f}", _row(trial, names))
            for value, trial in ordered[:BEST]
        ),
    )


def _differing(trials: Sequence[Trial]) -> tuple[str, ...]:
    names = sorted({name for trial in trials for name in trial.settings})
    return tuple(name for name in names if len({repr(trial.settings.get(name)) for trial in trials}) > 1)


def _row(trial: Trial, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(_shown(trial.settings.get(name)) for name in names)


def _shown(value: Setting | None) -> str:
    if value is None:
        return "default"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
