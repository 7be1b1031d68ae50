import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.factors.fold_in import FoldIn, LinearFoldIn, RidgeFoldIn, open_fold_in

VECTORS = np.random.default_rng(0).standard_normal((30, 8)).astype(np.float32)
HISTORIES = st.dictionaries(st.integers(0, 29), st.floats(0.25, 5), max_size=30)


def split(history: dict[int, float]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(list(history), np.int32), np.array(list(history.values()), np.float32)


def fold_ins() -> list[FoldIn]:
    return [
        RidgeFoldIn.of(VECTORS, 0.05, 1.0),
        RidgeFoldIn.of(VECTORS, 0.05, 1.0, bias=True),
        LinearFoldIn(VECTORS),
    ]


@settings(max_examples=60)
@given(HISTORIES)
def test_ridge_is_the_dense_weighted_least_squares_solution(history: dict[int, float]) -> None:
    rows, weights = split(history)
    v = VECTORS.astype(np.float64)
    seen = v[rows]
    left = (seen * weights[:, None]).T @ seen + 0.05 * v.T @ v + 1.0 * np.eye(8)
    expected = np.linalg.solve(left, (seen * weights[:, None]).sum(axis=0))
    found = RidgeFoldIn.of(VECTORS, 0.05, 1.0).vector(rows, weights)
    np.testing.assert_allclose(found, expected, atol=1e-5)


@given(HISTORIES)
def test_linear_is_the_weighted_sum(history: dict[int, float]) -> None:
    rows, weights = split(history)
    expected = sum((weight * VECTORS[row] for row, weight in history.items()), np.zeros(8))
    np.testing.assert_allclose(LinearFoldIn(VECTORS).vector(rows, weights), expected, atol=1e-4)


@pytest.mark.parametrize("fold_in", fold_ins())
def test_the_order_of_the_songs_does_not_matter(fold_in: FoldIn) -> None:
    rows, weights = np.arange(5, dtype=np.int32), np.arange(1, 6, dtype=np.float32)
    backwards = fold_in.vector(rows[::-1], weights[::-1])
    np.testing.assert_allclose(fold_in.vector(rows, weights), backwards, atol=1e-6)


def test_a_listener_of_nothing_is_zero_but_for_the_bias() -> None:
    nothing = np.empty(0, np.int32), np.empty(0, np.float32)
    assert not RidgeFoldIn.of(VECTORS, 0.05, 1.0).vector(*nothing).any()
    assert not LinearFoldIn(VECTORS).vector(*nothing).any()
    biased = RidgeFoldIn.of(VECTORS, 0.05, 1.0, bias=True).vector(*nothing)
    assert biased.tolist() == [0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("fold_in", fold_ins())
def test_settings_and_arrays_open_to_the_same_fold_in(fold_in: FoldIn) -> None:
    arrays = {"item_vectors": VECTORS} | fold_in.arrays()
    opened = open_fold_in(fold_in.describe(), arrays)
    history = np.array([1, 4, 9], np.int32), np.ones(3, np.float32)
    assert opened.vector(*history).tolist() == fold_in.vector(*history).tolist()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="not known"):
        open_fold_in({"kind": "magic", "settings": {}}, {})
