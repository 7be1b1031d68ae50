"""Five choices among what the chooser shows are worth more than five among random or most popular songs."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.onboarding import Outcome, measured, prepare, sample_world
from segue.factors.metrics import bootstrap_interval
from segue.listening.log import read_log

pytestmark = pytest.mark.slow


def assert_ours_are_best(results: dict[str, Outcome]) -> None:
    ours = results["ours"]
    for name in ("random", "random, well known", "most popular"):
        low, _ = bootstrap_interval(ours.ndcg - results[name].ndcg, seed=0)
        assert low > 0, name
        assert np.mean(ours.picks) > np.mean(results[name].picks)


def test_with_the_true_tastes_of_the_sample_world() -> None:
    assert_ours_are_best(measured(*sample_world(600, seed=0)))


@pytest.mark.parametrize(
    ("log", "titles", "newcomers"),
    [
        ("lastfm2k_user_artists", "lastfm2k_artists", 400),
        ("playlists_tracks", "playlists_track_meta", 1500),
    ],
)
def test_with_what_stands_in_real_histories(shared_data: Path, log: str, titles: str, newcomers: int) -> None:
    read = read_log(shared_data / f"{log}.parquet", songs_path=shared_data / f"{titles}.parquet")
    assert_ours_are_best(measured(*prepare(read, newcomers, seed=0)))
