import pytest
from pydantic import ValidationError

from segue.base.source import ACCOUNTS, Source, source_rows

FILE = Source(
    name="plays.csv",
    format="csv",
    licence=None,
    sha256="0" * 64,
    rows=1200,
    kinds={"plays": 1100},
    listeners=7,
)
PEOPLE = Source(
    name="accounts",
    format=ACCOUNTS,
    licence=None,
    sha256="0" * 64,
    rows=3,
    kinds={"plays": 1, "likes": 2},
    left_out={"private accounts": 4},
    weights={"like": 2.5},
)


def test_sources_stand_side_by_side_with_blanks_for_what_one_does_not_know() -> None:
    assert source_rows([FILE, PEOPLE]) == [
        ["rows", "1,200", "3"],
        ["plays", "1,100", "1"],
        ["listeners", "7", ""],
        ["songs", "", ""],
        ["pairs", "", ""],
        ["likes", "", "2"],
        ["left out: private accounts", "", "4"],
        ["weight of a like", "", "2.5"],
    ]


def test_a_source_from_before_merging_is_still_read() -> None:
    old = {"name": "plays.csv", "format": "csv", "licence": None, "sha256": "0" * 64, "rows": 7}
    assert Source.model_validate(old).kinds == {}
    with pytest.raises(ValidationError):
        Source.model_validate(old | {"rows": -1})
