"""Where a listener stands: what speaks for a taste pulls, what is avoided pushes."""

from dataclasses import replace

import numpy as np
import pytest

from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.fold_in import FoldIn, LinearFoldIn, RidgeFoldIn
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace
from segue.recommend.candidates import AVOIDED_SHARE, listener_split, listener_vector
from segue.recommend.listener import Listener
from segue.recommend.signals import Kind, Signal, likes
from tests.recommend.conftest import make_snapshot


def blend(personal: FoldIn) -> FewSignalsFoldIn:
    generator = np.random.default_rng(1)
    centroids = generator.standard_normal((3, 8)).astype(np.float32)
    centroids /= np.linalg.norm(centroids, axis=1, keepdims=True)
    return FewSignalsFoldIn(personal, centroids, np.array([0, 0.5, 0.2], np.float32), 4.0)


def spaces() -> list[ItemSpace]:
    vectors = make_snapshot().space.item_vectors
    wide = np.hstack([vectors, np.random.default_rng(2).random((len(vectors), 4), np.float32)])
    linear = LinearFoldIn(vectors[:, ::-1].copy())
    biased = RidgeFoldIn.of(vectors, 0.05, 0.5, bias=True)
    return [
        ItemSpace(vectors, linear),
        ItemSpace(vectors, RidgeFoldIn.of(vectors, 0.05, 0.5)),
        ItemSpace(vectors, biased),
        ItemSpace(wide, blend(linear)),
    ]


def standing_on(space: ItemSpace) -> Snapshot:
    return replace(make_snapshot(), space=space)


@pytest.fixture(params=spaces(), ids=["linear", "ridge", "bias", "few signals"])
def standing(request: pytest.FixtureRequest) -> Snapshot:
    return standing_on(request.param)


def somebody(*skipped: int, count: int = 1) -> Listener:
    return Listener.of([*likes([3, 50, 51]), *(Signal(row, Kind.SKIP, 0, count) for row in skipped)])


def vector_of(snapshot: Snapshot, listener: Listener) -> np.ndarray:
    vector = listener_vector(snapshot, listener)
    assert vector is not None
    return vector


def test_a_skipped_song_scores_less_than_before(standing: Snapshot) -> None:
    before, after = vector_of(standing, somebody()), vector_of(standing, somebody(200))
    own = standing.space.personal
    d = own.dimensions
    push = own.fold_in.split(np.array([200], np.int32), np.ones(1, np.float32))[0]
    assert push @ (after - before)[:d] < 0


def test_what_is_popular_among_similar_listeners_and_bias_stay(standing: Snapshot) -> None:
    before, after = vector_of(standing, somebody()), vector_of(standing, somebody(200, 300))
    np.testing.assert_array_equal(before[8:], after[8:])
    if standing.space.dimensions == 8 and isinstance(standing.space.fold_in, RidgeFoldIn):
        assert (before[-1] == after[-1]) == standing.space.fold_in.bias


def test_any_number_of_skips_turns_a_listener_by_a_share_at_most(standing: Snapshot) -> None:
    own = standing.space.personal.fold_in
    pull = own.split(somebody().songs, somebody().weights)[:-1].sum(axis=0)
    for skipped in ([200], [*range(100, 400)]):
        moved = vector_of(standing, somebody(*skipped, count=10**6)) - vector_of(standing, somebody())
        assert 0 < np.linalg.norm(moved) <= AVOIDED_SHARE * np.linalg.norm(pull) * (1 + 1e-4)


def test_the_split_sums_to_the_vector_song_by_song(standing: Snapshot) -> None:
    listener = somebody(7, 200)
    rows, split = listener_split(standing, listener)
    assert rows.tolist() == [3, 50, 51, 7, 200]
    assert split.shape == (6, standing.space.dimensions)
    np.testing.assert_allclose(split.sum(axis=0), vector_of(standing, listener), rtol=1e-4, atol=1e-5)


def test_somebody_who_has_only_skipped_is_a_newcomer(standing: Snapshot) -> None:
    shy = Listener.of([Signal(5, Kind.SKIP)])
    assert shy.is_newcomer
    assert listener_vector(standing, shy) is None
    assert shy.hidden.tolist() == [5]
