import numpy as np
import pytest

from segue.base.arrays import Float32
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.fold_in import LinearFoldIn
from segue.factors.space import ItemSpace

OWN = np.eye(4, 2, dtype=np.float32)  # songs 0 and 1 span the space, 2 and 3 are unknown to it
POPULAR = np.array([[0.9, 0.0], [0.0, 0.9], [0.5, 0.1], [0.1, 0.6]], np.float32)
OVERALL = np.array([[0.4], [0.3], [0.2], [0.3]], np.float32)


@pytest.fixture
def space() -> ItemSpace:
    """Two clusters: listeners of song 0 like song 2, those of song 1 like song 3."""
    fold_in = FewSignalsFoldIn(
        LinearFoldIn(OWN),
        centroids=np.eye(2, dtype=np.float32),
        weights=np.array([0, 1, 0.5], np.float32),
        sharpness=8.0,
    )
    return ItemSpace(np.hstack([OWN, POPULAR, OVERALL]), fold_in)


def scores(space: ItemSpace, *rows: int) -> Float32:
    known = np.array(rows, np.int32)
    return space.item_vectors @ space.fold_in.vector(known, np.ones(len(known), np.float32))


def test_a_stranger_gets_what_is_popular_among_all(space: ItemSpace) -> None:
    assert np.array_equal(scores(space), OVERALL[:, 0])


def test_who_named_only_songs_without_a_place_is_a_stranger(space: ItemSpace) -> None:
    assert np.array_equal(scores(space, 2, 3), OVERALL[:, 0])


def test_who_named_a_song_gets_what_is_popular_among_listeners_like_them(space: ItemSpace) -> None:
    assert scores(space, 0)[2] > scores(space, 0)[3]
    assert scores(space, 1)[3] > scores(space, 1)[2]


def test_the_more_songs_are_known_the_less_others_count(space: ItemSpace) -> None:
    one, many = (
        space.fold_in.vector(np.array([0], np.int32), np.ones(1, np.float32)),
        space.fold_in.vector(np.zeros(5, np.int32), np.ones(5, np.float32)),
    )
    assert many[2] / many[0] == pytest.approx(0.5 * one[2] / one[0])


def test_the_clusters_weigh_as_much_as_the_listener_is_long(space: ItemSpace) -> None:
    vector = space.fold_in.vector(np.array([0], np.int32), np.full(1, 3, np.float32))
    assert vector[2:4].sum() == pytest.approx(3)
    assert vector[4] == 0


def test_the_personal_part_is_the_trainers_own(space: ItemSpace) -> None:
    assert np.array_equal(space.personal.item_vectors, OWN)
    assert space.personal.personal is space.personal


def test_likeness_of_songs_knows_nothing_of_clusters(space: ItemSpace) -> None:
    assert np.array_equal(space.similarities(0), space.personal.similarities(0))
    assert space.similarities(0)[2] == 0


def test_arrays_and_settings_open_to_the_same_space(space: ItemSpace) -> None:
    opened = ItemSpace.from_arrays(space.fold_in.describe(), space.arrays())
    assert np.array_equal(scores(opened, 0, 1), scores(space, 0, 1))
    assert np.array_equal(scores(opened), scores(space))
