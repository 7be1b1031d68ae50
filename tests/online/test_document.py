"""The report as JSON says all that it knows."""

import json

from segue.online.document import document
from tests.online.reports import report_of, shift


def test_every_reception_stands_under_its_release() -> None:
    given = document(report_of(shift("new", 10, 28), shift("old", 0, 28)))
    assert json.loads(json.dumps(given)) == given
    assert [release["release"] for release in given["releases"]] == ["new", "old"]
    whole, first_band, *_ = given["releases"][0]["received"]
    assert whole == {
        "surface": None,
        "ranks": None,
        "lists": 500,
        "songs": 5000,
        "listeners": 100,
        "is_enough": True,
        "like": {"value": 0.05, "low": 0.04, "high": 0.0625},
        "play": {"value": 0.05, "low": 0.04, "high": 0.0625},
        "skip": {"value": 0.05, "low": 0.04, "high": 0.0625},
        "dislike": {"value": 0.05, "low": 0.04, "high": 0.0625},
        "reciprocal_rank": {"value": 0.3, "low": 0.25, "high": 0.35},
    }
    assert (first_band["ranks"], first_band["reciprocal_rank"]) == ("1", None)
    assert (given["window_hours"], given["notes"]) == (24, [])
