"""The trainers there are, by name."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from segue.base.errors import DataError
from segue.factors.als import AlsConfig, AlsTrainer
from segue.factors.blend import BlendConfig, BlendTrainer
from segue.factors.spectral import SpectralConfig, SpectralTrainer
from segue.factors.svd import SvdConfig, SvdTrainer
from segue.factors.trainer import Trainer, TrainerConfig

_TRAINERS: Mapping[str, tuple[type[TrainerConfig], Callable[[Any], Trainer]]] = {
    "spectral": (SpectralConfig, SpectralTrainer),
    "als": (AlsConfig, AlsTrainer),
    "blend": (BlendConfig, BlendTrainer),
    "svd": (SvdConfig, SvdTrainer),
}
CONFIGS: Mapping[str, type[TrainerConfig]] = {name: config for name, (config, _) in _TRAINERS.items()}


def make_config(name: str, parameters: Mapping[str, Any]) -> TrainerConfig:
    """A trainer's settings from loose values, such as the texts of a command line.

    A setting of a part is named with a dot: ``spectral.dimensions`` of a blend.
    Raises :class:`DataError` naming the unknown trainer, the unknown setting, the unusable value or the
    package that is missing.
    """
    if name not in CONFIGS:
        raise DataError(f"There is no trainer {name!r}; choose one of: {', '.join(CONFIGS)}.")
    try:
        config = CONFIGS[name].model_validate(_nested(parameters))
    except ValidationError as error:
        raise DataError(_complaint(name, error)) from None
    make_trainer(config)  # a package that is missing is said before a log is read
    return config


def make_trainer(config: TrainerConfig) -> Trainer:
    """The trainer a config belongs to. Raises :class:`DataError` where its package is not installed."""
    for kind, trainer in _TRAINERS.values():
        if type(config) is kind:
            return trainer(config)
    raise DataError(f"There is no trainer for a {type(config).__name__}.")


def parse_settings(texts: Iterable[str]) -> dict[str, str]:
    """``["dimensions=64"]`` → ``{"dimensions": "64"}``; the last of two equal names holds.

    Raises :class:`DataError` for a text without ``=``.
    """
    settings = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise DataError(f"--set takes NAME=VALUE, such as dimensions=128; got {text!r:.80}.")
        settings[name.strip()] = value.strip()
    return settings


def settings_of(config: type[TrainerConfig]) -> dict[str, FieldInfo]:
    """Every setting of a trainer, those of a blend's parts under names such as ``als.alpha``."""
    settings: dict[str, FieldInfo] = {}
    for name, field in config.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, TrainerConfig):
            settings |= {f"{name}.{inner}": said for inner, said in settings_of(kind).items()}
        else:
            settings[name] = field
    return settings


def _nested(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """``{"als.alpha": 3}`` → ``{"als": {"alpha": 3}}``, over what else is said of ``als``."""
    nested = {name: value for name, value in parameters.items() if "." not in name}
    for name, value in parameters.items():
        part, dot, setting = name.partition(".")
        said = nested.get(part, {})
        if dot and isinstance(said, Mapping):
            nested[part] = {**said, setting: value}
    return nested


def _complaint(name: str, error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if not problem["loc"]:
        return f"Trainer {name!r}: {problem['msg'].removeprefix('Value error, ')}."
    *part, setting = [str(step) for step in problem["loc"]]
    prefix = "".join(f"{step}." for step in part)
    inside = [known.removeprefix(prefix) for known in settings_of(CONFIGS[name]) if known.startswith(prefix)]
    known = ", ".join(dict.fromkeys(prefix + re.sub(r"\..*", ".…", setting) for setting in inside))
    wrong = "there is no such setting" if problem["type"] == "extra_forbidden" else problem["msg"]
    return f"Setting {prefix + setting!r} of trainer {name!r}: {wrong}. Its settings are: {known}."
