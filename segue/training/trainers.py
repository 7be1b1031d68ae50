"""The trainers there are, by name."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from segue.base.errors import DataError
from segue.factors.spectral import SpectralConfig, SpectralTrainer
from segue.factors.svd import SvdConfig, SvdTrainer
from segue.factors.trainer import Trainer, TrainerConfig

CONFIGS: Mapping[str, type[TrainerConfig]] = {"svd": SvdConfig, "spectral": SpectralConfig}


def make_config(name: str, parameters: Mapping[str, Any]) -> TrainerConfig:
    """A trainer's settings from loose values, such as the texts of a command line.

    Raises :class:`DataError` naming the unknown trainer, the unknown setting or the unusable value.
    """
    if name not in CONFIGS:
        raise DataError(f"There is no trainer {name!r}; choose one of: {', '.join(CONFIGS)}.")
    try:
        return CONFIGS[name].model_validate(dict(parameters))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
        setting = ".".join(str(part) for part in problem["loc"])
        known = ", ".join(CONFIGS[name].model_fields)
        wrong = "there is no such setting" if problem["type"] == "extra_forbidden" else problem["msg"]
        raise DataError(
            f"Setting {setting!r} of trainer {name!r}: {wrong}. Its settings are: {known}."
        ) from None


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


def make_trainer(config: TrainerConfig) -> Trainer:
    """The trainer a config belongs to."""
    if isinstance(config, SvdConfig):
        return SvdTrainer(config)
    if isinstance(config, SpectralConfig):
        return SpectralTrainer(config)
    raise DataError(f"There is no trainer for a {type(config).__name__}.")
