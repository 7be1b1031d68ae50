import pytest

from segue.base.errors import DataError
from segue.factors.spectral import SpectralConfig
from segue.training.trainers import CONFIGS, make_config, make_trainer, parse_settings


@pytest.mark.parametrize("name", CONFIGS)
def test_every_trainer_is_made_from_its_config(name: str) -> None:
    assert make_trainer(make_config(name, {})).name == name


def test_texts_of_a_command_line_become_typed_settings() -> None:
    config = make_config("spectral", parse_settings(["dimensions=64", "user_exponent = 0.5"]))
    assert config == SpectralConfig(dimensions=64, user_exponent=0.5)


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("nosuch", {}, "choose one of: svd, spectral"),
        ("svd", {"nosuch": "1"}, "Its settings are: dimensions"),
        ("svd", {"dimensions": "0"}, "greater than or equal to 1"),
        ("svd", {"dimensions": "many"}, "dimensions"),
        ("svd", {"learning_rate": "nan"}, "learning_rate"),
    ],
)
def test_an_unusable_choice_says_what_would_do(name: str, parameters: dict[str, str], words: str) -> None:
    with pytest.raises(DataError, match=words):
        make_config(name, parameters)


def test_a_setting_without_a_value_is_refused() -> None:
    with pytest.raises(DataError, match="NAME=VALUE"):
        parse_settings(["dimensions"])
