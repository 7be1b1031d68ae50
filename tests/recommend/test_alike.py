from dataclasses import replace

import numpy as np
import pytest

from segue.factors.first_pages import NEAR, FirstPages
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.recommend.alike import alike_many
from segue.recommend.eligibility import Eligible
from tests.recommend.conftest import make_snapshot, snapshot_of

ASKED = np.array([7, 300, 12], np.int32)


@pytest.fixture(scope="module")
def world() -> Snapshot:
    return make_snapshot(400)


def test_likeness_leaves_out_the_song_itself() -> None:
    """Four songs on the axes of a plane; song 3 lies nowhere."""
    plane = snapshot_of(np.array([[2, 0], [1, 1], [0, 1], [0, 0]], np.float32))
    found = alike_many(plane, np.array([0], np.int32), Eligible(4, np.array([2], np.int32)), 4)[0]
    assert found.tolist() == [1, 3]


@pytest.mark.parametrize("n_away", [0, 3, 150, 390])
@pytest.mark.parametrize("kept", [True, False])
def test_songs_that_the_release_keeps_as_alike_are_those_found_anew(
    world: Snapshot, *, kept: bool, n_away: int
) -> None:
    pages = FirstPages.none(len(world))
    assert pages.near is not None
    for row in ASKED.tolist():
        pages.near[row] = top_k(_likeness(world, row), NEAR)
    away = top_k(_likeness(world, 7), n_away)
    among = Eligible(len(world), np.sort(away))
    keeping = replace(world, first_pages=pages) if kept else world
    for row, found in zip(ASKED.tolist(), alike_many(keeping, ASKED, among, 20), strict=True):
        likeness = _likeness(world, row)
        likeness[away] = -np.inf
        assert found.tolist() == top_k(likeness, 20).tolist()


def _likeness(world: Snapshot, row: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    likeness = world.space.likeness_to(row)
    likeness[row] = -np.inf
    return likeness
