import numpy as np
import pytest

from segue.factors.interactions import Events, Interactions


@pytest.fixture(scope="session")
def checkerboard() -> Interactions:
    """60 listeners × 40 songs: even listeners heard most even songs, odd ones most odd songs."""
    generator = np.random.default_rng(0)
    users, songs = np.meshgrid(np.arange(60), np.arange(40), indexing="ij")
    heard = ((users + songs) % 2 == 0) & (generator.random(users.shape) < 0.7)
    return Events(
        users[heard].astype(np.int32),
        songs[heard].astype(np.int32),
        np.ones(int(heard.sum()), np.float32),
        None,
        60,
        40,
    ).combine()
