"""What listeners do finds more songs, and no burst drowns them: on the sample world."""

import pytest

from benchmarks.listener_weights import Scene
from segue.listening.sample.settings import SampleSettings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene.of(SampleSettings())


def test_weighing_plays_and_skips_finds_no_less(scene: Scene) -> None:
    alike, weighed, skipping = (
        scene.found(somebody).mean() for somebody in (scene.alike, scene.weighed, scene.skipping)
    )
    assert weighed >= alike
    assert skipping >= weighed


def test_fifty_likes_of_strange_songs_leave_most_of_a_taste(scene: Scene) -> None:
    assert scene.found(scene.bursting).mean() >= 0.7 * scene.found(scene.weighed).mean()
