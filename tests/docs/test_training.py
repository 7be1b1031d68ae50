import re
from pathlib import Path

import pytest

from segue.factors.trainer import TrainerConfig
from segue.training.trainers import CONFIGS, make_trainer, settings_of

FOLDER = Path(__file__).parents[2] / "docs" / "training"


def documented(name: str) -> dict[str, str]:
    page = (FOLDER / f"{name}.md").read_text()
    table = page[page.index("| setting |") :].split("\n\n")[0]
    return dict(re.findall(r"^\| `([a-z_]+)`[^|]* \| ([^|]+) \|", table, re.MULTILINE))


@pytest.mark.parametrize(("name", "config"), CONFIGS.items())
def test_every_setting_of_a_trainer_is_explained_with_its_default(
    name: str, config: type[TrainerConfig]
) -> None:
    own = {setting: field for setting, field in settings_of(config).items() if "." not in setting}
    assert documented(name) == {setting: str(field.default) for setting, field in own.items()}


def test_the_table_of_trainers_links_each_and_says_what_it_makes_use_of() -> None:
    rows = re.findall(r"^\|(.+)\|$", (FOLDER.parent / "training.md").read_text(), re.MULTILINE)
    cells = {first.strip(): others for first, *others in (row.split("|") for row in rows)}
    for name, link, uses in zip(CONFIGS, cells[""], cells["uses beside the pairs"], strict=True):
        assert f"[`{name}`](training/{name}.md)" in link
        assert uses.strip() == (", ".join(sorted(make_trainer(CONFIGS[name]()).needs)) or "nothing")
