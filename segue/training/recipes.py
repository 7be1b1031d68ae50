"""What to train with: what the operator says, over what a study found, over the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from segue.base.errors import DataError, NotFound
from segue.factors.trainer import TrainerConfig
from segue.training.holdout import HoldoutPlan
from segue.training.studies import DEFAULT_STUDY, NO_STUDY, Study, Trial, read_study, study_folder
from segue.training.trainers import make_config

DEFAULT_TRAINER: Final = "spectral"


@dataclass(frozen=True)
class Recipe:
    """A trainer with its settings.

    Attributes:
        trainer: its name.
        config: its settings.
        study: where they are from; ``None`` where no study had a say.
    """

    trainer: str
    config: TrainerConfig
    study: Study | None = None

    def notes(self, fingerprint: str, plan: HoldoutPlan) -> list[str]:
        """What an operator should know of the study, in sentences.

        Args:
            fingerprint: of the log that is trained on.
            plan: of its evaluation.
        """
        trial = None if self.study is None else self.study.best_of(self.trainer)
        if self.study is None or trial is None:
            return []
        question = self.study.question
        place = f"trial {trial.number} of {len(self.study.trials)}"
        value = f"{question.metric} {trial.value:.4f} on its validation listeners"
        notes = [f"Settings of study {self.study.name!r}: {place}, {value}."]
        if question.fingerprint != fingerprint:
            notes.append(
                f"The study was made on another log ({self.study.source}), or on this one as it was. Where "
                "much has changed, tune again: `python main.py tune --fresh`."
            )
        if plan.fraction > 0 and (question.holdout, question.seed) != (plan.fraction, plan.seed):
            notes.append(
                "The study set another holdout aside, so its choice may have seen listeners measured here: "
                "the figures may be a little too good."
            )
        return notes


def choose_recipe(
    root: Path, *, study: str | None, trainer: str | None, settings: Mapping[str, str], seed: int
) -> Recipe:
    """The recipe that an operator's words come to.

    A study gives its best trainer and settings; where ``trainer`` is named, the best it found for that one.

    Args:
        root: the folder of releases.
        study: the study's name, ``"none"``, or ``None`` for the one called ``default`` if it is there.
        trainer: by name; ``None`` leaves it to the study, else :data:`DEFAULT_TRAINER`.
        settings: texts by name; they win over the study's.
        seed: of the trainer, unless the settings have one.

    Raises:
        DataError: an unknown trainer or setting, an unusable value, a damaged study.
        NotFound: no study of this name.
    """
    found = _study(root, study)
    trial = None if found is None else (found.best if trainer is None else found.best_of(trainer))
    if found is None or trial is None:
        name = trainer or DEFAULT_TRAINER
        return Recipe(name, make_config(name, {"seed": seed} | dict(settings)))
    _check(found, trial)
    config = make_config(trial.trainer, {"seed": seed} | trial.settings | dict(settings))
    return Recipe(trial.trainer, config, found)


def _study(root: Path, name: str | None) -> Study | None:
    if name == NO_STUDY:
        return None
    found = read_study(study_folder(root, name or DEFAULT_STUDY))
    if found is None and name is not None:
        raise NotFound(f"There is no study {name!r}; `python main.py tune --study {name}` makes one.")
    return found


def _check(study: Study, trial: Trial) -> None:
    """Refuse a study that was made when the trainer had other settings."""
    try:
        make_config(trial.trainer, trial.settings)
    except DataError as error:
        raise DataError(
            f"Study {study.name!r} does not fit the trainers there are now ({error}) Begin it anew with "
            f"`python main.py tune --study {study.name} --fresh`, or train without it: --study {NO_STUDY}."
        ) from error
