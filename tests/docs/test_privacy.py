"""docs/accounts/privacy.md names everything that is stored."""

import re
from pathlib import Path

from db.tables import metadata
from segue.releases.listeners import MAPS
from segue.web.schemas.me import Export

PAGE = (Path(__file__).parents[2] / "docs" / "accounts" / "privacy.md").read_text()


def rows(heading: str) -> set[str]:
    """What stands in the first column of the table under a line, as code."""
    table = PAGE.partition(heading)[2].partition("\n\n")[2].partition("\n\n")[0]
    first = [line.split("|")[1] for line in table.splitlines()[2:]]
    return {name for cell in first for name in re.findall(r"`([^`]+)`", cell)}


def test_every_table_is_explained_and_no_other() -> None:
    assert rows("In the database, readable by") == set(metadata.tables)


def test_every_field_of_an_export_is_explained_and_no_other() -> None:
    assert rows("meaning, and fields may be added without.") == set(Export.model_fields)


def test_where_releases_name_listeners_is_said() -> None:
    assert all(f"`{name}.*`" in PAGE for name in MAPS)
