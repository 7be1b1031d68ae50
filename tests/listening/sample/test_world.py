import re

import numpy as np
import pytest

from segue.listening.sample.settings import LOG_START, SampleSettings
from segue.listening.sample.world import World, make_world

TINY = SampleSettings(n_artists=24, n_songs=200, n_listeners=80, n_genres=4, plays_per_listener=40)


def test_a_tiny_world_is_the_same_bytes_on_every_machine() -> None:
    assert make_world(TINY).fingerprint() == "13b22f8ed85a0e647c85b6d76ce21d78"


def test_the_same_settings_give_the_same_world_and_another_seed_another() -> None:
    other = SampleSettings(
        n_artists=24, n_songs=200, n_listeners=80, n_genres=4, plays_per_listener=40, seed=2
    )
    assert make_world(TINY).fingerprint() == make_world(TINY).fingerprint()
    assert make_world(TINY).fingerprint() != make_world(other).fingerprint()


def test_the_default_world_is_of_the_promised_size() -> None:
    world = make_world()
    assert len(world.catalogue) == 5_000
    assert len(world.catalogue.artists.names) == 600
    assert len(world.listeners) == 3_000
    assert 400_000 < len(world.events) < 700_000
    assert 150_000 < len(world.events.combine()) < 250_000


def test_listeners_have_names_of_their_own(world: World) -> None:
    assert len(set(world.listeners)) == 600
    assert all(re.fullmatch(r"[a-z]+-[a-z]+-[0-9]+", name) for name in world.listeners)


def test_a_true_preference_is_a_distribution_that_plays_follow(world: World) -> None:
    plays = np.bincount(world.events.user_rows, minlength=600)
    busiest = int(plays.argmax())
    preference = world.preference(busiest, LOG_START)
    assert preference.shape == (2_000,)
    assert preference.sum() == pytest.approx(1.0)
    played = world.events.song_rows[world.events.user_rows == busiest]
    assert preference[played].mean() > 5 * preference.mean()


def test_learning_from_the_log_beats_popularity_by_far(world: World) -> None:
    """Item-kNN by cosine against plain counts, one in five listeners held out, recall of the hidden fifth."""
    pairs = world.events.combine()
    matrix = np.zeros((600, 2_000), np.float32)
    matrix[pairs.user_rows, pairs.song_rows] = 1
    train, held_out = matrix[120:], matrix[:120]
    hidden = held_out * (np.random.PCG64(0).random_raw(held_out.size).reshape(held_out.shape) % 5 == 0)
    known = held_out - hidden
    counts = train.sum(axis=0)
    scaled = train / np.sqrt(np.maximum(counts, 1))
    similar = scaled.T @ scaled
    np.fill_diagonal(similar, 0)

    def recall(scores: np.ndarray) -> float:
        best = np.argsort(-np.where(known > 0, -1, scores), axis=1, kind="stable")[:, :20]
        return float(np.take_along_axis(hidden, best, axis=1).sum() / hidden.sum())

    by_popularity = recall(np.broadcast_to(counts, known.shape))
    assert 0.12 < recall(known @ similar) < 0.6
    assert recall(known @ similar) > 2 * by_popularity


@pytest.mark.parametrize(
    "sizes",
    [
        {"n_artists": 0},
        {"n_artists": 10, "n_songs": 9},
        {"n_genres": 0},
        {"n_genres": 17},
        {"n_listeners": 0},
        {"plays_per_listener": 0},
        {"seed": -1},
    ],
)
def test_sizes_that_make_no_world_are_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must"):
        SampleSettings(**sizes)


def test_the_smallest_world_is_a_world() -> None:
    world = make_world(
        SampleSettings(n_artists=1, n_songs=1, n_listeners=1, n_genres=1, plays_per_listener=1)
    )
    assert len(world.events) >= 1
