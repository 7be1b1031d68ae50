import numpy as np

from segue.factors.content import Content, shared_groups


def test_groups_of_one_song_and_songs_of_no_group_are_left_out() -> None:
    groups = np.array([7, -1, 3, 7, 5, 3, 7], np.int32)
    numbers, songs = shared_groups(groups)
    assert songs.tolist() == [0, 2, 3, 5, 6]
    assert numbers.tolist() == [1, 0, 1, 0, 1]
    assert numbers.dtype == songs.dtype == np.int32


def test_where_nothing_is_known_nothing_is_shared() -> None:
    numbers, songs = shared_groups(Content.unknown(4).artist_rows)
    assert len(numbers) == len(songs) == 0
