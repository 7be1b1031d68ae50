import pytest

from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.world import World, make_world


@pytest.fixture(scope="session")
def world() -> World:
    """A world of a tenth of a second: large enough for shapes, small enough for every test."""
    return make_world(SampleSettings(n_artists=240, n_songs=2_000, n_listeners=600, plays_per_listener=150))
