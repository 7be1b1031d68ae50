from dataclasses import replace

import numpy as np
import pytest

from segue.factors.first_pages import NEAR, FirstPages
from segue.factors.top_k import top_k
from segue.recommend.alike import MOST_ALIKE, alike_many
from segue.recommend.eligibility import Eligible
from tests.recommend.conftest import make_snapshot, snapshot_of


def test_likeness_leaves_out_the_song_itself() -> None:
    """Four songs on the axes of a plane; song 3 lies nowhere."""
    plane = snapshot_of(np.array([[2, 0], [1, 1], [0, 1], [0, 0]], np.float32))
    found = alike_many(plane, np.array([0], np.int32), Eligible(4, np.array([2], np.int32)), 4)[0]
    assert found.rows.tolist() == [1, 3]
    np.testing.assert_allclose(found.distances, 1 - found.scores)


@pytest.mark.parametrize("n_away", [0, 3, 100, 390])
def test_songs_remembered_as_alike_are_those_found_anew(n_away: int) -> None:
    world = make_snapshot(MOST_ALIKE + 150)
    rows = np.array([7, 300, 12], np.int32)
    scores = world.space.likeness_to(7)
    away = np.argsort(-scores, kind="stable")[:n_away]  # the most like song 7, which are remembered
    among = Eligible(len(world), np.sort(away).astype(np.int32))
    for _ in range(2):
        for row, found in zip(rows.tolist(), alike_many(world, rows, among, 20), strict=True):
            scores = world.space.likeness_to(row)
            scores[[*away, row]] = -np.inf
            assert found.rows.tolist() == top_k(scores, 20).tolist()
            np.testing.assert_allclose(found.scores, scores[found.rows], rtol=1e-5)
    assert len(world.alike) == len(rows)


def test_songs_that_the_release_keeps_as_alike_are_ranked_as_if_searched_for() -> None:
    world = make_snapshot(MOST_ALIKE + 150)
    pages, rows = FirstPages.none(len(world)), np.array([7, 12], np.int32)
    assert pages.near is not None
    for row in rows.tolist():
        scores = world.space.likeness_to(row)
        scores[row] = -np.inf
        pages.near[row] = np.sort(top_k(scores, NEAR))
    among = Eligible(len(world), np.array([3, 90], np.int32))
    kept = alike_many(replace(world, first_pages=pages), rows, among, 64)
    for ours, searched in zip(kept, alike_many(world, rows, among, 64), strict=True):
        assert ours.rows.tolist() == searched.rows.tolist()
