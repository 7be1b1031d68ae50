"""The page on deployment names settings as they are, and tests that are there."""

import re
import runpy
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "deployment.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 20
    for file, name in named:
        path = TESTS / file if "/" in file else TESTS / "faults" / file
        assert f"def {name}(" in path.read_text(encoding="utf-8"), file


def test_every_fault_that_is_tested_is_named() -> None:
    named = {name for _, name in NAMED.findall(PAGE)}
    for file in (TESTS / "faults").glob("test_*.py"):
        tested = set(re.findall(r"^def (test_\w+)\(", file.read_text(encoding="utf-8"), re.MULTILINE))
        assert tested - named <= {"test_strangers_are_answered_from_the_cache_and_accounts_are_not"}


def test_gunicorn_is_set_up_as_the_table_says() -> None:
    settings = runpy.run_path(str(TESTS.parent / "gunicorn.conf.py"))
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", PAGE, re.MULTILINE))
    for name in ("keepalive", "timeout", "graceful_timeout"):
        assert rows[name] == f"{settings[name]} s"
    assert rows["worker_class"] == f"`{settings['worker_class']}`"
    assert int(rows["backlog"].replace(" ", "")) == settings["backlog"]
    lowest, highest = (int(part.replace(" ", "")) for part in rows["max_requests"].split(" to "))
    assert (lowest, highest - lowest) == (settings["max_requests"], settings["max_requests_jitter"])
