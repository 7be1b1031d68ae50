"""What tuning searches: the settings of trainers that are annotated with a range or with values."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import optuna

from segue.base.errors import DataError
from segue.factors.blend import BlendConfig
from segue.factors.trainer import Between, OneOf, TrainerConfig
from segue.training.studies import Setting
from segue.training.trainers import CONFIGS, make_config, settings_of

_TRAINER: Final = "trainer"
"""The parameter that chooses among several trainers."""


class SearchSpace:
    """The settings a study may choose, of one trainer or of several; a trainer's own only where it is chosen.

    Args:
        trainers: names; the choice among several is searched too.
        given: settings that are not searched, typed or as texts. Every trainer must have them.

    Attributes:
        trainers: each name once.
        fixed: the settings given, typed.

    Raises :class:`DataError` for an unknown trainer, an unusable setting, and where nothing is open.
    """

    def __init__(self, trainers: Sequence[str], given: Mapping[str, Any]) -> None:
        self.trainers = tuple(dict.fromkeys(trainers))
        configs = {trainer: make_config(trainer, given) for trainer in self.trainers}
        self._values = {trainer: _flat(config.model_dump()) for trainer, config in configs.items()}
        self.fixed: dict[str, Setting] = {name: self._values[self.trainers[0]][name] for name in given}
        self._open = {
            trainer: {name: said for name, said in searched(config).items() if name not in given}
            for trainer, config in configs.items()
        }
        if len(self.trainers) == 1 and not self._open[self.trainers[0]]:
            raise DataError(
                f"There is nothing to search: {self.trainers[0]!r} has no setting left that tuning tries. "
                "Leave a --set away, or name another --trainer."
            )

    def described(self) -> dict[str, str]:
        """Every setting that is tried, ``trainer.setting`` → from where to where, in words."""
        return {
            f"{trainer}.{name}": _in_words(said)
            for trainer, settings in self._open.items()
            for name, said in settings.items()
        }

    def defaults(self, trainer: str) -> dict[str, Setting]:
        """Optuna's parameters of the trial of ``trainer`` that changes nothing."""
        chosen: dict[str, Setting] = {_TRAINER: trainer} if len(self.trainers) > 1 else {}
        return chosen | {f"{trainer}.{name}": self._values[trainer][name] for name in self._open[trainer]}

    def suggest(self, trial: optuna.Trial) -> tuple[str, dict[str, Setting]]:
        """The trainer of a trial, and its settings: those given and those chosen for it."""
        trainer = self.trainers[0]
        if len(self.trainers) > 1:
            trainer = trial.suggest_categorical(_TRAINER, self.trainers)
        fields = settings_of(CONFIGS[trainer])
        chosen = {
            name: _suggest(trial, f"{trainer}.{name}", said, whole=fields[name].annotation is int)
            for name, said in self._open[trainer].items()
        }
        return trainer, self.fixed | chosen


def searched(config: TrainerConfig) -> dict[str, Between | OneOf]:
    """What tuning tries of a trainer: setting → range or values; not those of parts a blend leaves out."""
    return {
        name: said
        for name, field in settings_of(type(config)).items()
        for said in field.metadata
        if isinstance(said, Between | OneOf) and _counts(config, name)
    }


def _counts(config: TrainerConfig, name: str) -> bool:
    part, dot, _ = name.partition(".")
    return not dot or not isinstance(config, BlendConfig) or part in config.weights


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    """``{"als": {"alpha": 3}}`` → ``{"als.alpha": 3}``."""
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": said for inner, said in _flat(value).items()}
        else:
            flat[name] = value
    return flat


def _suggest(trial: optuna.Trial, name: str, said: Between | OneOf, *, whole: bool) -> Setting:
    if isinstance(said, OneOf):
        return cast("Setting", trial.suggest_categorical(name, said.values))
    if whole:
        return trial.suggest_int(name, int(said.low), int(said.high), step=int(said.step or 1), log=said.log)
    return trial.suggest_float(name, said.low, said.high, step=said.step, log=said.log)


def _in_words(said: Between | OneOf) -> str:
    if isinstance(said, OneOf):
        return ", ".join(map(str, said.values))
    steps = "by ratio" if said.log else "evenly" if said.step is None else f"in steps of {said.step:g}"
    return f"{said.low:g} … {said.high:g}, {steps}"
