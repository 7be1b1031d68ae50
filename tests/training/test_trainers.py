import subprocess
import sys
from operator import attrgetter
from pathlib import Path

import pytest

from segue.base.errors import DataError
from segue.factors.als import AlsConfig
from segue.factors.blend import BlendConfig
from segue.factors.spectral import SpectralConfig
from segue.factors.svd import SvdConfig
from segue.factors.trainer import Between, OneOf
from segue.training.trainers import CONFIGS, make_config, make_trainer, parse_settings, settings_of


@pytest.mark.parametrize("name", CONFIGS)
def test_every_trainer_is_made_from_its_config(name: str) -> None:
    assert make_trainer(make_config(name, {})).name == name


def test_texts_of_a_command_line_become_typed_settings() -> None:
    config = make_config("spectral", parse_settings(["dimensions=64", "user_exponent = 0.5"]))
    assert config == SpectralConfig(dimensions=64, user_exponent=0.5)


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("nosuch", {}, "choose one of: spectral, als, blend, svd"),
        ("svd", {"nosuch": "1"}, "Its settings are: dimensions"),
        ("svd", {"dimensions": "0"}, "greater than or equal to 1"),
        ("svd", {"dimensions": "many"}, "dimensions"),
        ("svd", {"learning_rate": "nan"}, "learning_rate"),
        ("svd", {"als.alpha": "1"}, "Setting 'als' of trainer 'svd': there is no such setting"),
        ("blend", {"als.nosuch": "1"}, r"'als\.nosuch'.* Its settings are: als\.dimensions, als\.iterations"),
        ("blend", {"nosuch": "1"}, r"svd_weight, spectral\.…, als\.…"),
        ("blend", {"als": "1", "als.alpha": "2"}, "Setting 'als'"),
        ("blend", {"als_weight": "0", "spectral_weight": "0"}, "Trainer 'blend': one of the weights"),
    ],
)
def test_an_unusable_choice_says_what_would_do(name: str, parameters: dict[str, str], words: str) -> None:
    with pytest.raises(DataError, match=words):
        make_config(name, parameters)


def test_a_dot_leads_to_a_setting_of_a_part() -> None:
    texts = ["seed=4", "spectral.dimensions=64", "als.alpha=3", "als.seed=9"]
    config = make_config("blend", parse_settings(texts))
    assert config == BlendConfig(
        spectral=SpectralConfig(dimensions=64, seed=4),
        als=AlsConfig(alpha=3, seed=9),
        svd=SvdConfig(seed=4),
        seed=4,
    )
    again = make_config("blend", config.model_dump() | {"als.alpha": "5"})
    assert again == config.model_copy(update={"als": AlsConfig(alpha=5, seed=9)})


ROOT = Path(__file__).resolve().parents[2]
RANGES = [
    (name, setting, said)
    for name, config in CONFIGS.items()
    for setting, field in settings_of(config).items()
    for said in field.metadata
    if isinstance(said, Between | OneOf)
]


@pytest.mark.parametrize("name", CONFIGS)
def test_every_trainer_can_be_tuned(name: str) -> None:
    assert any(trainer == name for trainer, _, _ in RANGES)


@pytest.mark.parametrize(("name", "setting", "said"), RANGES, ids=lambda given: str(given)[:40])
def test_what_tuning_tries_is_allowed_and_holds_the_default(
    name: str, setting: str, said: Between | OneOf
) -> None:
    values = said.values if isinstance(said, OneOf) else (said.low, said.high)
    for value in values:
        make_config(name, {setting: value})
    default = attrgetter(setting)(CONFIGS[name]())
    assert default in values if isinstance(said, OneOf) else said.low <= default <= said.high


def test_a_package_that_is_missing_is_said_when_the_trainer_is_chosen() -> None:
    code = "import sys\nsys.modules['implicit'] = None\nimport segue.training.trainers as trainers\n"
    code += "for name in ('spectral', 'svd'): trainers.make_config(name, {})\n"
    code += "trainers.make_config('blend', {'als_weight': '0'})\n"
    code += "sys.argv = ['main.py', 'train', '--trainer', 'als']\nimport main\nmain.run(main.main)"
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 2
    assert "pip install -r requirements-als.txt" in finished.stderr
    assert finished.stderr.count("\n") == 1


def test_a_setting_without_a_value_is_refused() -> None:
    with pytest.raises(DataError, match="NAME=VALUE"):
        parse_settings(["dimensions"])
