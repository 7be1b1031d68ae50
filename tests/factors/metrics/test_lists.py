import numpy as np

from segue.factors import metrics
from tests.factors.metrics.lists import pairs, random_rankings, ranking


def test_short_rankings_are_filled_and_long_ones_cut() -> None:
    lists = metrics.padded([ranking(3, 1, 4), ranking(), ranking(2)], 2)
    assert lists.tolist() == [[3, 1], [-1, -1], [2, -1]]
    assert lists.dtype == np.int32


def test_hits_mark_the_ranks_of_what_was_to_be_found() -> None:
    truth = pairs([[3, 4], [9], []], n_songs=10)
    lists = metrics.padded([ranking(3, 1, 4), ranking(0, 1, 2), ranking(5, 6)], 3)
    assert metrics.hits(lists, truth).tolist() == [[True, False, True], [False] * 3, [False] * 3]


def test_no_song_is_no_hit_even_beside_the_last_song_of_the_listener_before() -> None:
    assert not metrics.hits(metrics.padded([ranking(), ranking()], 1), pairs([[4], [0]], n_songs=5)).any()


def test_with_nothing_to_find_nothing_is_a_hit() -> None:
    assert metrics.hits(metrics.padded([ranking(0)], 1), pairs([[]], n_songs=1)).tolist() == [[False]]


def test_hits_agree_with_set_membership_on_random_rankings() -> None:
    rankings, truth = random_rankings(0)
    found = metrics.hits(metrics.padded(rankings, 30), truth)
    for row, own in enumerate(rankings):
        wanted = set(truth.of(row)[0].tolist())
        assert found[row].nonzero()[0].tolist() == [at for at, song in enumerate(own) if int(song) in wanted]
