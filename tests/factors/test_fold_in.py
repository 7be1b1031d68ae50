import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.factors.fold_in import BlendFoldIn, BlendPart, FoldIn, LinearFoldIn, RidgeFoldIn, open_fold_in

VECTORS = np.random.default_rng(0).standard_normal((30, 8)).astype(np.float32)
HISTORIES = st.dictionaries(st.integers(0, 29), st.floats(0.25, 5), max_size=30)


def split(history: dict[int, float]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(list(history), np.int32), np.array(list(history.values()), np.float32)


def fold_ins() -> list[FoldIn]:
    return [
        RidgeFoldIn.of(VECTORS, 0.05, 1.0),
        RidgeFoldIn.of(VECTORS, 0.05, 1.0, bias=True),
        RidgeFoldIn.of(VECTORS, 0.05, 1.0, named_is_no_zero=True),
        LinearFoldIn(VECTORS),
        blend(),
    ]


def blend() -> BlendFoldIn:
    """The first five columns linear and doubled, the last three ridge with a bias."""
    linear, ridge = LinearFoldIn(VECTORS[:, :5]), RidgeFoldIn.of(VECTORS[:, 5:], 0.05, 1.0, bias=True)
    return BlendFoldIn((BlendPart(linear, 5, 2.0, 0.25), BlendPart(ridge, 3, 1.0, 0.75)))


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


@settings(max_examples=60)
@given(HISTORIES)
def test_a_song_named_may_be_no_zero_any_more(history: dict[int, float]) -> None:
    rows, weights = split(history)
    v = VECTORS.astype(np.float64)
    # Hu, Koren & Volinsky 2008, equation 4, times 20 = 1 / a₀: c = 1 + 20 w, λ = 20
    confidence, chosen = np.ones(30), np.zeros(30)
    confidence[rows], chosen[rows] = 1 + 20 * weights, 1
    expected = np.linalg.solve((v * confidence[:, None]).T @ v + 20 * np.eye(8), (confidence * chosen) @ v)
    found = RidgeFoldIn.of(VECTORS, 0.05, 1.0, named_is_no_zero=True).vector(rows, weights)
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


@pytest.mark.parametrize("fold_in", fold_ins())
@settings(max_examples=40)
@given(history=HISTORIES)
def test_what_the_songs_bring_adds_up_to_the_vector(fold_in: FoldIn, history: dict[int, float]) -> None:
    rows, weights = split(history)
    parts = fold_in.split(rows, weights)
    assert parts.shape == (len(rows) + 1, 8)
    np.testing.assert_allclose(parts.sum(axis=0), fold_in.vector(rows, weights), atol=1e-5)


@pytest.mark.parametrize("fold_in", fold_ins())
def test_what_no_song_brings_is_what_a_stranger_has(fold_in: FoldIn) -> None:
    nothing = np.empty(0, np.int32), np.empty(0, np.float32)
    rows, weights = np.arange(5, dtype=np.int32), np.arange(1, 6, dtype=np.float32)
    assert fold_in.split(rows, weights)[-1].tolist() == fold_in.vector(*nothing).tolist()


@settings(max_examples=60)
@given(history=HISTORIES, no_zero=st.booleans())
def test_a_song_of_a_ridge_brings_its_part_of_the_right_side(
    *, history: dict[int, float], no_zero: bool
) -> None:
    rows, weights = split(history)
    v = VECTORS.astype(np.float64)
    seen = v[rows]
    left = (seen * weights[:, None]).T @ seen + 0.05 * v.T @ v + 1.0 * np.eye(8)
    expected = [np.linalg.solve(left, (weight + 0.05 * no_zero) * v[row]) for row, weight in history.items()]
    fold_in = RidgeFoldIn.of(VECTORS, 0.05, 1.0, named_is_no_zero=no_zero)
    np.testing.assert_allclose(fold_in.split(rows, weights), [*expected, np.zeros(8)], atol=1e-9)


def test_a_song_of_a_linear_fold_in_brings_its_weighted_vector() -> None:
    rows, weights = np.array([3, 1], np.int32), np.array([2, 0.5], np.float32)
    expected = [2 * VECTORS[3], 0.5 * VECTORS[1], np.zeros(8)]
    assert np.array_equal(LinearFoldIn(VECTORS).split(rows, weights), expected)


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


def test_a_blend_is_its_parts_one_after_another_each_scaled() -> None:
    history = np.array([1, 4, 9], np.int32), np.ones(3, np.float32)
    first, second = (part.fold_in.vector(*history) for part in blend().parts)
    assert blend().vector(*history).tolist() == [*(2 * first), *second]
    nothing = np.empty(0, np.int32), np.empty(0, np.float32)
    assert blend().vector(*nothing).tolist() == [0, 0, 0, 0, 0, 0, 0, 1]


def test_a_fold_in_stored_before_songs_could_be_no_zeros_opens() -> None:
    ridge = RidgeFoldIn.of(VECTORS, 0.05, 1.0)
    described = ridge.describe()
    del described["settings"]["named_is_no_zero"]
    opened = open_fold_in(described, {"item_vectors": VECTORS} | ridge.arrays())
    assert opened.describe() == ridge.describe()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="not known"):
        open_fold_in({"kind": "magic", "settings": {}}, {})
