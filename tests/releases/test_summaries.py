"""What a list says of a release is what its manifest says, as far as that was measured."""

from pathlib import Path
from typing import Any

import pytest

from segue.releases.files import read_manifest
from segue.releases.store import ReleaseStore
from segue.releases.summaries import HEADLINE, POPULARITY, Summary
from tests.releases.world import make_release


@pytest.mark.parametrize(
    ("systems", "expected"),
    [
        ({}, (None, None)),
        ({POPULARITY: {"ranking": {}}}, (None, None)),
        ({POPULARITY: {"ranking": {HEADLINE: {"mean": 0.25}}}}, (None, 0.25)),
    ],
)
def test_what_was_not_measured_is_none(
    tmp_path: Path, systems: dict[str, Any], expected: tuple[float | None, float | None]
) -> None:
    store = ReleaseStore(tmp_path)
    manifest = read_manifest(store.path(make_release(store)))
    found = Summary.of(manifest.model_copy(update={"metrics": {"systems": systems}}))
    assert (found.ndcg, found.popularity_ndcg) == expected
