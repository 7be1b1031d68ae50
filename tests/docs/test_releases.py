"""The gate's table says what the gate does."""

import re
from pathlib import Path

import pytest

from segue.releases.manifest import IndexEntry
from segue.training.gate import exposure, judge, ranking, songs, verdict
from tests.training.gate.world import contender, exam_of, good_space

PAGE = (Path(__file__).parents[2] / "docs" / "releases.md").read_text()
ROWS = dict(re.findall(r"^\| `([a-z, ]+)` \| (.+) \|$", PAGE, re.MULTILINE))


def percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


@pytest.mark.parametrize(
    ("check", "bounds"),
    [
        ("ranking", [percent(ranking.MOST_LOSS)]),
        ("coverage", [percent(exposure.LEAST_COVERAGE)]),
        ("exposure", [percent(exposure.LEAST_EVENNESS)]),
        ("catalogue", [percent(songs.LEAST_SONGS_KEPT), percent(songs.LEAST_PAIRS_KEPT)]),
        ("neighbours", [str(songs.NEIGHBOURS), str(songs.WELL_KNOWN_SONGS), percent(songs.LEAST_OVERLAP)]),
        ("index", [str(verdict.LEAST_RECALL)]),
    ],
)
def test_every_bound_is_given_as_it_is(check: str, bounds: list[str]) -> None:
    assert [bound for bound in bounds if bound not in ROWS[check]] == []


def test_every_check_is_explained() -> None:
    space = good_space()
    index = IndexEntry(kind="hnsw", parameters={}, recall=1.0)
    candidate = contender("candidate", space, exam=exam_of(space, refitted=True), index=index)
    checks = judge(candidate, contender("live", space)).checks
    assert {check.name for check in checks} == set(ROWS)
