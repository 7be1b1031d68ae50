import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import Float32, Float64
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.fold_in import LinearFoldIn, RidgeFoldIn
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
    assert np.array_equal(space.likeness_to(0), space.personal.likeness_to(0))
    assert space.likeness_to(0)[2] == 0


def test_arrays_and_settings_open_to_the_same_space(space: ItemSpace) -> None:
    opened = ItemSpace.from_arrays(space.fold_in.describe(), space.arrays())
    assert np.array_equal(scores(opened, 0, 1), scores(space, 0, 1))
    assert np.array_equal(scores(opened), scores(space))


VECTORS = np.random.default_rng(0).standard_normal((30, 6)).astype(np.float32)
CENTROIDS = np.linalg.qr(np.random.default_rng(1).standard_normal((6, 4)))[0].T.astype(np.float32)
HISTORIES = st.dictionaries(st.integers(0, 29), st.floats(0.25, 5), min_size=1, max_size=12)


def few_signals(*, bias: bool) -> FewSignalsFoldIn:
    """Four clusters around the listeners of a ridge, whose last coordinate may be a bias."""
    ridge = RidgeFoldIn.of(VECTORS, 0.05, 1.0, bias=bias)
    return FewSignalsFoldIn(ridge, CENTROIDS, np.array([0, 2, 1.5, 1], np.float32), sharpness=3.0)


@given(history=HISTORIES, bias=st.booleans())
def test_what_the_songs_bring_adds_up_clusters_included(*, history: dict[int, float], bias: bool) -> None:
    fold_in = few_signals(bias=bias)
    rows, weights = np.array(list(history), np.int32), np.array(list(history.values()), np.float32)
    parts = fold_in.split(rows, weights)
    assert parts.shape == (len(rows) + 1, 11)
    np.testing.assert_allclose(parts.sum(axis=0), fold_in.vector(rows, weights), atol=1e-5)


@given(history=HISTORIES, bias=st.booleans())
def test_a_song_brings_clusters_what_they_grow_by_with_it(*, history: dict[int, float], bias: bool) -> None:
    fold_in = few_signals(bias=bias)
    rows, weights = np.array(list(history), np.int32), np.array(list(history.values()), np.float32)
    brought = fold_in.personal.split(rows, weights)

    def clusters(own: Float64) -> Float64:
        direction = own / np.linalg.norm(own)
        shares = np.exp(3.0 * CENTROIDS @ direction)
        weight = float(fold_in.weights[min(len(rows), 3)])
        grown: Float64 = weight * np.linalg.norm(own) * shares / shares.sum()
        return grown

    own, step = brought.sum(axis=0), 1e-6
    expected = [(clusters(own + step * part) - clusters(own - step * part)) / (2 * step) for part in brought]
    np.testing.assert_allclose(fold_in.split(rows, weights)[:, 6:10], expected, atol=1e-5)


def test_a_stranger_is_brought_what_is_popular_by_no_song(space: ItemSpace) -> None:
    for rows in ([], [2, 3]):
        known = np.array(rows, np.int32)
        parts = space.fold_in.split(known, np.ones(len(known), np.float32))
        assert not parts[:-1].any()
        assert parts[-1].tolist() == [0, 0, 0, 0, 1]
