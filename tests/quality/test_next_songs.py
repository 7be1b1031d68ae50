"""What real playlists go on with: ours above item-kNN and popularity."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.next_songs import GIVEN, RIVAL, Hits, make_world, measured
from segue.factors.metrics import bootstrap_interval

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def results(shared_data: Path) -> dict[str, list[Hits]]:
    world = make_world(
        shared_data / "playlists_tracks.parquet",
        shared_data / "playlists_ordered.parquet",
        shared_data / "playlists_track_meta.parquet",
        ["dimensions=512"],
        seed=0,
        part="report",
    )
    return measured(world)


@pytest.mark.parametrize("ours", ["up next", "playlist"])
@pytest.mark.parametrize("place", range(len(GIVEN)), ids=[f"{given} songs given" for given in GIVEN])
def test_ours_find_the_next_song_more_often(results: dict[str, list[Hits]], ours: str, place: int) -> None:
    mine, neighbours, popular = (results[name][place] for name in (ours, RIVAL, "popularity"))
    low, _ = bootstrap_interval(mine.next.astype(np.float64) - neighbours.next, seed=0)
    assert low > 0
    assert mine.next.mean() > 10 * popular.next.mean()
    # of the ten that come next, no fewer playlists hold one than by item-kNN, but for noise
    _, high = bootstrap_interval(mine.any.astype(np.float64) - neighbours.any, seed=0)
    assert high > 0


def test_rules_and_variety_cost_little(results: dict[str, list[Hits]]) -> None:
    kept, free = (
        np.mean([of.next.mean() for of in results[name]])
        for name in ("up next", "both without rules and variety")
    )
    assert kept > 0.95 * free
