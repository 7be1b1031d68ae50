import numpy as np
import pytest

from segue.training import neighbours
from segue.training.neighbours import NeighbourRanker
from tests.training.pairs import lists, pairs

# songs 0 and 1 share three listeners, 0 and 2 one; song 4 is alone, song 5 nobody knows
TRAINING = pairs([[0, 1], [0, 1], [0, 1, 3], [0, 2], [3, 4], [4]], n_songs=6)


def by_definition(history: list[int], k: int, shrinkage: float) -> list[int]:
    """All unheard songs by the sum of similarities, then by popularity, then by row."""
    dense = np.zeros((TRAINING.n_users, TRAINING.n_songs))
    dense[TRAINING.user_rows, TRAINING.song_rows] = 1
    shared, counts = dense.T @ dense, dense.sum(axis=0)
    similarity = shared / (np.sqrt(np.outer(counts, counts)) + shrinkage + 1e-30)
    np.fill_diagonal(similarity, 0)
    scores = np.zeros(TRAINING.n_songs)
    for song in history:
        nearest = np.argsort(-similarity[song], kind="stable")[:k]
        scores[nearest] += similarity[song, nearest]
    order = np.lexsort((np.arange(6), -counts, -scores))
    return [int(song) for song in order if song not in history]


@pytest.mark.parametrize("history", [[0], [1, 3], [2], [4], [5], []])
@pytest.mark.parametrize(("k", "shrinkage"), [(100, 10.0), (1, 0.0), (2, 3.0)])
def test_songs_are_ranked_by_their_similarity_to_what_is_known(
    history: list[int], k: int, shrinkage: float
) -> None:
    ranker = NeighbourRanker(TRAINING, neighbours=k, shrinkage=shrinkage)
    known = pairs([history], n_songs=6)
    assert lists(ranker, known, 6)[0][: 6 - len(history)] == by_definition(history, k, shrinkage)


def test_shrinkage_trusts_few_shared_listeners_less() -> None:
    history = pairs([[0]], n_songs=6)
    without, shrunk = (
        NeighbourRanker(TRAINING, shrinkage=value)._nearest(np.array([0], np.int32)) for value in (0, 10)
    )
    assert without.toarray()[0] == pytest.approx([0, 3 / np.sqrt(12), 1 / 2, 1 / np.sqrt(8), 0, 0])
    assert shrunk.toarray()[0] == pytest.approx(
        [0, 3 / (np.sqrt(12) + 10), 1 / 12, 1 / (np.sqrt(8) + 10), 0, 0]
    )
    assert lists(NeighbourRanker(TRAINING), history, 1) == [[1]]


def test_small_blocks_and_repeated_questions_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = pairs([[0], [1, 3], [], [2, 4]], n_songs=6)
    whole = lists(NeighbourRanker(TRAINING), asked, 6)
    monkeypatch.setattr(neighbours, "_BLOCK_COUNTS", 3)
    monkeypatch.setattr(neighbours, "_BLOCK_LISTENERS", 1)
    ranker = NeighbourRanker(TRAINING)
    assert lists(ranker, pairs([[1]], n_songs=6), 6)[0][0] == 0
    assert lists(ranker, asked, 6) == whole
