"""A queue goes on without jumps, however the dial is turned, and no artist comes back in circles."""

import numpy as np
import pytest

from benchmarks.asked import Asked
from benchmarks.smooth_queues import (
    LENGTH,
    LONG,
    ONE_SONG,
    SITUATIONS,
    TURNS,
    queues,
    returns,
    smoothness,
    starting_songs,
)
from segue.base.arrays import Rows
from segue.catalogue.identity import artist_rows, work_rows
from segue.factors.snapshot import Snapshot
from segue.factors.spectral import SpectralConfig
from segue.listening.log import read_log
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.write import write_sample
from segue.recommend.wishes import Wishes
from segue.training.holdout import HoldoutPlan
from segue.training.measuring import Measures
from segue.training.training import train

pytestmark = pytest.mark.slow

STARTS = 40


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Rows]:
    """The sample world, and the genre of each song."""
    log = read_log(write_sample(tmp_path_factory.mktemp("world"), SampleSettings()))
    trained = train(log, SpectralConfig(dimensions=128), HoldoutPlan(), measures=Measures(detail=False))
    assert trained.exam is not None
    asked = Asked.by(trained.exam, artist_rows(trained.songs), work_rows(trained.songs), 1)
    _, genres = np.unique(list(trained.songs.genre), return_inverse=True)
    return asked.snapshot, genres[trained.exam.measured.song_rows].astype(np.int32)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_there_are_no_jumps_wherever_the_dial_stands(world: tuple[Snapshot, Rows], situation: str) -> None:
    snapshot, genres = world
    starts = starting_songs(snapshot, STARTS)
    found = [
        smoothness(snapshot, genres, queues(snapshot, starts, situation, Wishes(LENGTH, discovery=turn)))
        for turn in TURNS
    ]
    chance = float(((np.bincount(genres) / len(genres)) ** 2).sum())
    for of in found:
        assert of.cosine > 0.3
        assert of.jumps < 0.08
        assert of.same_genre > 0.75 > 3 * chance
    assert np.all(np.diff([of.popularity for of in found]) < 0)


def test_no_artist_and_no_small_loop_of_them_comes_back_in_circles(world: tuple[Snapshot, Rows]) -> None:
    snapshot, _ = world
    starts = starting_songs(snapshot, STARTS // 2)
    for situation in SITUATIONS:
        found = returns(snapshot, queues(snapshot, starts, situation, Wishes(LONG)))
        assert found.fewest_artists >= LONG // 5
        assert found.strongest_loop < 0.3
        assert found.most_of_tail <= (3 if situation == ONE_SONG else 6)
