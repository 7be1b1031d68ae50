"""Every rule of the checklist has a row, and every test a row names is there."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "security.md").read_text()
ROWS = dict(re.findall(r"^\| (\d\.\d+) \| .+ \| (.+) \|$", PAGE, re.MULTILINE))
RULES = {1: 6, 2: 8, 3: 8, 4: 12, 5: 9, 7: 8, 9: 6}
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_every_rule_has_its_row() -> None:
    assert list(ROWS) == [f"{part}.{rule}" for part, last in RULES.items() for rule in range(1, last + 1)]


def test_every_row_names_its_tests() -> None:
    assert all(NAMED.fullmatch(name) for tests in ROWS.values() for name in tests.split(" "))


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE)
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (TESTS / file).exists() or f"def {name}(" not in (TESTS / file).read_text()
    ]
    assert named
    assert not missing


def test_every_file_that_keeps_a_rule_is_there() -> None:
    files = set(re.findall(r"[(, ]`((?:base|accounts|web|releases|training)/[\w/]+\.py)`", PAGE))
    root = TESTS.parent / "segue"
    assert files
    assert not [file for file in files if not (root / file).exists()]
