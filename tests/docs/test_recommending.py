"""docs/recommending: the index names every page, and pages the ids and numbers that clients see."""

import re
from pathlib import Path

from segue.recommend.rules import ARTIST_SHARE, LEANING, Rule
from segue.recommend.shelves import ROUNDS
from segue.web.replies.shelfwords import LABELS
from segue.web.schemas.together import FEWEST_MEMBERS, MOST_MEMBERS
from tests.web.recommending import recommending_paths

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "recommending"
INDEX = (FOLDER / "README.md").read_text()
NUMBERS = {2: "two", 8: "eight"}


def table(page: str) -> list[list[str]]:
    """The cells of every row of a page's tables."""
    return [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]


def test_the_index_names_every_page_and_every_route() -> None:
    pages = {path.name for path in FOLDER.glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\(([a-z-]+\.md)\)", INDEX)) == pages
    assert [path for path in recommending_paths() if path.rsplit("/", 1)[1] not in INDEX] == []


def test_shelves_are_listed_by_their_ids_and_labels() -> None:
    rows = table((FOLDER / "shelves.md").read_text())
    written = {row[0].strip("`"): row[1] for row in rows if row[0].startswith("`")}
    assert {key: written.get(key) for key in map(str, LABELS)} == {str(k): v for k, v in LABELS.items()}
    first, second, last = ROUNDS
    assert f"until shelves have {first}, {second} and {last} songs" in (FOLDER / "shelves.md").read_text()


def test_rules_that_give_way_are_named_as_answers_name_them() -> None:
    rules = (FOLDER / "rules.md").read_text()
    named = [row[3] for row in table(rules) if row[0].isdigit() and len(row) > 3 and row[3].startswith("`")]
    assert [name.strip("`") for name in reversed(named)] == list(map(str, Rule))
    assert ", ".join(f"`{rule}`" for rule in Rule) in (DOCS / "api.md").read_text()
    assert f"{ARTIST_SHARE:.0%}".replace("%", " %") in rules
    assert f"{LEANING:g} times its part" in rules


def test_company_has_the_size_that_is_taken() -> None:
    sizes = f"{NUMBERS[FEWEST_MEMBERS]} to {NUMBERS[MOST_MEMBERS]}"
    assert all(sizes in (DOCS / page).read_text() for page in ("api.md", "recommending/together.md"))
