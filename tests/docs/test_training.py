import re
from pathlib import Path

import pytest

from segue.factors.trainer import TrainerConfig
from segue.training.trainers import CONFIGS

FOLDER = Path(__file__).parents[2] / "docs" / "training"


def documented(name: str) -> dict[str, str]:
    page = (FOLDER / f"{name}.md").read_text()
    return dict(re.findall(r"^\| `([a-z_]+)`[^|]* \| ([^|]+) \|", page, re.MULTILINE))


@pytest.mark.parametrize(("name", "config"), CONFIGS.items())
def test_every_setting_of_a_trainer_is_explained_with_its_default(
    name: str, config: type[TrainerConfig]
) -> None:
    defaults = {setting: str(field.default) for setting, field in config.model_fields.items()}
    assert documented(name) == defaults
