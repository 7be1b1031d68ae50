import re
from pathlib import Path

from segue.base.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text()
ROWS = {
    name: (default, meaning)
    for name, default, meaning in re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
}


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert set(ROWS) == {str(field.alias) for field in Settings.model_fields.values()}


def test_documented_defaults_are_the_real_ones() -> None:
    for field in Settings.model_fields.values():
        shown = ROWS[str(field.alias)][0].strip("`")
        empty = str(field.default) in {"", "None"}
        assert shown in {"none", "unset"} if empty else shown == str(field.default), field.alias


def test_documented_meanings_begin_as_the_descriptions_do() -> None:
    for field in Settings.model_fields.values():
        assert field.description is not None
        first = re.split(r"[.;,] ", field.description)[0].rstrip(".")
        assert ROWS[str(field.alias)][1].startswith(first), field.alias
