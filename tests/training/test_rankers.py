import numpy as np
import pytest

from segue.factors.fold_in import LinearFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.training.neighbours import NeighbourRanker
from segue.training.rankers import PopularityRanker, RandomRanker, Ranker, SpaceRanker, TranslatedRanker
from tests.training.pairs import lists, pairs

N_SONGS = 6
VECTORS = np.array([[1, 0], [0, 1], [0.9, 0.1], [0.1, 0.9], [0.5, 0.5], [0, 0]], np.float32)
SPACE = ItemSpace(VECTORS, LinearFoldIn(VECTORS))
TRAINING = pairs([[0, 2, 4], [0, 2], [1, 3, 4], [1, 3], [0, 1, 4]], n_songs=N_SONGS)
HISTORY = pairs([[0], [1, 4], []], n_songs=N_SONGS)
RANKERS = [
    SpaceRanker(SPACE),
    PopularityRanker(TRAINING.song_counts),
    RandomRanker(N_SONGS, seed=0),
    NeighbourRanker(TRAINING),
    TranslatedRanker(SPACE, np.arange(N_SONGS, dtype=np.int32)[::-1]),
]
every_ranker = pytest.mark.parametrize("ranker", RANKERS, ids=lambda ranker: type(ranker).__name__)


@every_ranker
@pytest.mark.parametrize("depth", [0, 1, 3, 9])
def test_every_listener_gets_the_best_songs_outside_the_history_once(ranker: Ranker, depth: int) -> None:
    answered = list(ranker.rank(HISTORY, depth))
    assert [len(own) for own in answered] == [min(depth, N_SONGS - len(heard)) for heard in ([0], [1, 4], [])]
    for row, own in enumerate(answered):
        assert own.dtype == np.int32
        assert len(set(own.tolist()) | set(HISTORY.of(row)[0].tolist())) == len(own) + len(HISTORY.of(row)[0])


@every_ranker
def test_the_same_history_gets_the_same_answer_twice(ranker: Ranker) -> None:
    assert lists(ranker, HISTORY, 4) == lists(ranker, HISTORY, 4)


@every_ranker
def test_a_shallower_ranking_is_the_head_of_a_deeper_one(ranker: Ranker) -> None:
    if not isinstance(ranker, RandomRanker):
        assert [own[:2] for own in lists(ranker, HISTORY, 4)] == lists(ranker, HISTORY, 2)


@every_ranker
def test_weights_play_no_part(ranker: Ranker) -> None:
    heavy = Interactions(HISTORY.indptr, HISTORY.song_rows, HISTORY.weights * 7, N_SONGS)
    assert lists(ranker, heavy, 4) == lists(ranker, HISTORY, 4)


def test_a_space_ranks_by_inner_product_equal_scores_by_lower_row() -> None:
    assert lists(SpaceRanker(SPACE), HISTORY, 4)[0] == [2, 4, 3, 1]


def test_popularity_ranks_by_listeners_equal_ones_by_lower_row() -> None:
    assert TRAINING.song_counts.tolist() == [3, 3, 2, 2, 3, 0]
    assert lists(PopularityRanker(TRAINING.song_counts), HISTORY, 4)[2] == [0, 1, 4, 2]


def test_chance_reaches_every_song_alike() -> None:
    everybody = pairs([[0]] * 3000, n_songs=4)
    firsts = [own[0] for own in lists(RandomRanker(4, seed=1), everybody, 2)]
    assert np.bincount(firsts, minlength=4)[1:] == pytest.approx(1000, abs=120)


def test_a_translated_ranker_leaves_out_what_either_side_lacks() -> None:
    # ours 0, 1, 2 are theirs 4, none, 1; theirs 0, 2, 3 and 5 are none of ours
    translated = TranslatedRanker(SPACE, np.array([4, -1, 1], np.int32))
    assert lists(translated, pairs([[0], [1], []], n_songs=3), 2) == [[2, -1], [0, 2], [0, 2]]


def test_a_translated_ranker_that_shares_no_song_with_us_ranks_none() -> None:
    strange = TranslatedRanker(SPACE, np.full(3, -1, np.int32))
    assert [own.tolist() for own in strange.rank(pairs([[0], []], n_songs=3), 2)] == [[], []]
