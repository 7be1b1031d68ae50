import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.factors.interactions import Interactions
from segue.factors.top_k import rank_unheard, top_k

SCORES = st.lists(st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0]), max_size=40)


@given(SCORES, st.integers(0, 50))
def test_top_k_is_a_stable_sort_cut_short(scores: list[float], k: int) -> None:
    ranked = sorted((row for row, s in enumerate(scores) if s > -np.inf), key=lambda row: -scores[row])
    assert top_k(np.array(scores, np.float32), k).tolist() == ranked[:k]


@pytest.mark.parametrize("digits", [0, 1, 9])
@pytest.mark.parametrize("k", [0, 1, 10, 300])
def test_so_it_is_of_many_scores_equal_ones_and_missing_ones_among_them(digits: int, k: int) -> None:
    draw = np.random.default_rng(digits)
    scores = draw.normal(size=20_000).round(digits).astype(np.float32)
    scores[draw.random(len(scores)) < 0.3] = -np.inf
    ranked = np.argsort(-scores, kind="stable")[:k]
    assert top_k(scores, k).tolist() == ranked.tolist()
    scores[1000:] = -np.inf
    assert top_k(scores, k).tolist() == np.argsort(-scores, kind="stable")[:k].tolist()


def test_songs_of_the_history_are_never_ranked() -> None:
    items = np.array([[3.0], [2.0], [1.0]], np.float32)
    histories = Interactions(
        np.array([0, 1, 1], np.int64), np.array([0], np.int32), np.ones(1, np.float32), 3
    )
    ranked = list(rank_unheard(np.ones((2, 1), np.float32), items, histories, 2))
    assert [rows.tolist() for rows in ranked] == [[1, 2], [0, 1]]
