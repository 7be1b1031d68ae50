import numpy as np

from tests.recommend.conftest import make_listener


def test_a_seed_weighs_one_a_like_its_weight_and_both_add_up() -> None:
    listener = make_listener(seeds=(5, 1), likes=(5, 9), like_weight=2.0)
    assert listener.songs.tolist() == [1, 5, 9]
    assert listener.weights.tolist() == [1.0, 3.0, 2.0]


def test_naming_a_song_twice_counts_once() -> None:
    assert make_listener(seeds=(3, 3, 3)).weights.tolist() == [1.0]


def test_a_listener_without_songs_is_a_newcomer() -> None:
    assert make_listener().is_newcomer
    assert make_listener().songs.dtype == np.int32
    assert not make_listener(seeds=(1,)).is_newcomer


def test_likes_that_weigh_nothing_leave_a_newcomer() -> None:
    assert make_listener(likes=(1,), like_weight=0).is_newcomer


def test_a_hidden_song_never_comes_back_and_weighs_nothing() -> None:
    listener = make_listener(seeds=(3,), hidden=(3, 8))
    assert listener.hidden.tolist() == [3, 8]
    assert (listener.songs.tolist(), listener.weights.tolist()) == ([3], [1.0])
    assert make_listener(hidden=(8,)).is_newcomer
