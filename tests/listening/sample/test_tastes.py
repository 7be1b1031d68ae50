import numpy as np

from segue.listening.sample.settings import LOG_END, LOG_START
from segue.listening.sample.tastes import scene_closeness, song_weights
from segue.listening.sample.world import World


def test_listeners_have_one_to_four_tastes(world: World) -> None:
    tastes = world.tastes
    counts = ((tastes.start_weights + tastes.end_weights) > 0).sum(axis=1)
    assert set(counts.tolist()) == {1, 2, 3, 4}
    assert (counts > 1).mean() > 0.6


def test_the_first_taste_is_there_from_start_to_end_and_others_come_or_go(world: World) -> None:
    start, end = world.tastes.start_weights, world.tastes.end_weights
    assert start[:, 0].min() > 0
    assert end[:, 0].min() > 0
    assert ((start == 0) & (end > 0)).any()
    assert ((start > 0) & (end == 0)).any()


def test_strengths_move_evenly_from_start_to_end(world: World) -> None:
    listeners = np.zeros(3, np.int32)
    middle = (LOG_START + LOG_END) // 2
    at_start, halfway, at_end = world.tastes.weights_at(listeners, np.array([LOG_START, middle, LOG_END]))
    assert np.array_equal(at_start, world.tastes.start_weights[0] * (LOG_END - LOG_START))
    assert np.array_equal(at_end, world.tastes.end_weights[0] * (LOG_END - LOG_START))
    np.testing.assert_array_equal(2 * halfway, at_start + at_end)


def test_shares_of_scenes_sum_to_one(world: World) -> None:
    table = world.tastes.scene_shares(48)
    assert table.shape == (600, 48)
    np.testing.assert_allclose(table.sum(axis=1), 1.0)


def test_closeness_falls_from_scene_to_genre_to_near_genre_to_any(world: World) -> None:
    closeness = scene_closeness(world.catalogue)
    names = world.catalogue.scene_names
    doom, black, punk, salsa = (names.index(n) for n in ("Doom Metal", "Black Metal", "Hardcore", "Salsa"))
    assert (
        1.0
        == closeness[doom, doom]
        > closeness[doom, black]
        > closeness[doom, punk]
        > closeness[doom, salsa]
        > 0
    )
    assert np.array_equal(closeness, closeness.T)


def test_most_of_a_taste_lies_in_its_genre_and_none_of_it_is_impossible(world: World) -> None:
    rows = np.arange(100, dtype=np.int32)
    weights = song_weights(world.catalogue, world.tastes, rows, np.zeros(100, np.int32))
    assert weights.shape == (100, 2_000)
    assert weights.min() >= 0
    genre_of_scene = world.catalogue.scene_genre_rows
    own = (
        genre_of_scene[world.tastes.scene_rows[rows, 0]][:, None]
        == genre_of_scene[world.catalogue.scene_rows]
    )
    assert (weights * own).sum() / weights.sum() > 0.6


def test_tastes_are_the_same_one_by_one_or_together(world: World) -> None:
    rows, columns = np.array([3, 7, 3], np.int32), np.array([0, 1, 2], np.int32)
    together = song_weights(world.catalogue, world.tastes, rows, columns)
    for place in range(3):
        alone = song_weights(
            world.catalogue, world.tastes, rows[place : place + 1], columns[place : place + 1]
        )
        assert np.array_equal(together[place], alone[0])
