from typing import Annotated

import optuna
import pytest

from segue.base.errors import DataError
from segue.factors.spectral import SpectralConfig
from segue.factors.trainer import Between, OneOf, TrainerConfig
from segue.training.searchspace import SearchSpace, searched
from segue.training.trainers import CONFIGS, make_config


class Sample(TrainerConfig):
    size: Annotated[int, OneOf((8, 16))] = 8
    rounds: Annotated[int, Between(1, 9, step=2)] = 5
    rate: Annotated[float, Between(0.001, 1.0, log=True)] = 0.1
    seed: int = 0


def fixed(**parameters: object) -> optuna.trial.FixedTrial:
    """A trial that is told what to suggest, and refuses what lies outside."""
    return optuna.trial.FixedTrial(parameters)


def test_settings_with_a_range_or_values_are_searched_and_no_others() -> None:
    assert list(searched(Sample())) == ["size", "rounds", "rate"]


@pytest.mark.parametrize("name", [name for name, config in CONFIGS.items() if searched(config())])
@pytest.mark.filterwarnings("error")
def test_the_defaults_of_every_trainer_lie_within_what_is_searched(name: str) -> None:
    space = SearchSpace([name], {})
    trainer, settings = space.suggest(fixed(**space.defaults(name)))  # type: ignore[arg-type] # acts as a Trial
    assert make_config(trainer, settings) == make_config(name, {})


def test_one_trainer_is_no_choice_and_several_are() -> None:
    one, both = SearchSpace(["spectral"], {}), SearchSpace(["svd", "spectral"], {})
    assert "trainer" not in one.defaults("spectral")
    assert both.defaults("spectral")["trainer"] == "spectral"
    assert both.suggest(fixed(**both.defaults("spectral")))[0] == "spectral"  # type: ignore[arg-type] # acts as a Trial


def test_a_setting_that_is_given_is_typed_kept_and_not_searched() -> None:
    space = SearchSpace(["spectral"], {"song_exponent": "0.35"})
    assert space.fixed == {"song_exponent": 0.35}
    assert "spectral.song_exponent" not in space.described()
    _, settings = space.suggest(fixed(**space.defaults("spectral")))  # type: ignore[arg-type] # acts as a Trial
    assert settings["song_exponent"] == 0.35


def test_what_is_searched_is_said_in_words() -> None:
    words = SearchSpace(["spectral"], {}).described()
    assert words["spectral.song_exponent"] == "0.15 … 0.5, evenly"
    assert words["spectral.dimensions"].startswith("64, 128")


def test_of_a_blend_the_settings_of_its_parts_are_searched() -> None:
    words = SearchSpace(["blend"], {"als.alpha": "7"}).described()
    assert "blend.als_weight" in words
    assert "blend.spectral.song_exponent" in words
    assert "blend.als.alpha" not in words
    assert not any("svd." in name for name in words)
    assert not any("als." in name for name in SearchSpace(["blend"], {"als_weight": "0"}).described())


@pytest.mark.parametrize(
    ("trainers", "given", "sentence"),
    [
        (["nosuch"], {}, "There is no trainer 'nosuch'"),
        (["spectral"], {"nosuch": "1"}, "there is no such setting"),
        (["spectral"], {"dimensions": "many"}, "dimensions"),
        (
            ["spectral"],
            dict.fromkeys(searched(SpectralConfig()), "0.3") | {"dimensions": "8"},
            "nothing to search",
        ),
    ],
)
def test_a_space_that_makes_no_sense_is_one_sentence(
    trainers: list[str], given: dict[str, str], sentence: str
) -> None:
    with pytest.raises(DataError, match=sentence):
        SearchSpace(trainers, given)
