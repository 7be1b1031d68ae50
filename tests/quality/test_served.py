"""Quality as served, on real data: what an app gets over HTTP is what was measured offline."""

from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.served_quality import served_quality

pytestmark = pytest.mark.slow


class Case(NamedTuple):
    data: str
    trainer: str
    settings: tuple[str, ...]
    least_recall: float


@pytest.mark.parametrize(
    "case",
    [
        Case("lastfm2k_user_artists", "spectral", (), 0.30),
        Case("lastfm2k_user_artists", "svd", (), 0.30),
        Case("playlists_tracks", "spectral", ("dimensions=512",), 0.27),
    ],
    ids=lambda case: f"{case.data}-{case.trainer}",
)
def test_held_out_listeners_are_served_what_was_measured(
    shared_data: Path, tmp_path: Path, case: Case
) -> None:
    found = served_quality(
        tmp_path,
        data=shared_data / f"{case.data}.parquet",
        songs=None,
        trainer=case.trainer,
        settings=list(case.settings),
        seed=0,
    )
    assert found["served"]["recall@20"] >= case.least_recall
    assert found["served"]["ndcg@50"] == pytest.approx(found["offline"]["ndcg@50"], abs=0.005)
    assert found["served"]["recall@20"] > 2 * found["popularity"]["recall@20"]
