import numpy as np

from segue.recommend.listener import Listener


def test_a_seed_weighs_one_a_like_its_weight_and_both_add_up() -> None:
    listener = Listener(seeds=(5, 1), likes=(5, 9), like_weight=2.0)
    assert listener.songs.tolist() == [1, 5, 9]
    assert listener.weights.tolist() == [1.0, 3.0, 2.0]


def test_naming_a_song_twice_counts_once() -> None:
    assert Listener(seeds=(3, 3, 3)).weights.tolist() == [1.0]


def test_a_listener_without_songs_is_a_newcomer() -> None:
    assert Listener().is_newcomer
    assert Listener().songs.dtype == np.int32
    assert not Listener(seeds=(1,)).is_newcomer


def test_likes_that_weigh_nothing_leave_a_newcomer() -> None:
    assert Listener(likes=(1,), like_weight=0).is_newcomer


def test_a_hidden_song_never_comes_back_and_weighs_nothing() -> None:
    listener = Listener(seeds=(3,), hidden=(3, 8))
    assert listener.songs.tolist() == [3, 8]
    assert listener.weights.tolist() == [1.0, 0.0]
    assert Listener(hidden=(8,)).is_newcomer
