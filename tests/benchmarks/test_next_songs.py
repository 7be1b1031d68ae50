import numpy as np

from benchmarks.next_songs import hits
from segue.base.arrays import Rows


def rows(*numbers: int) -> Rows:
    return np.array(numbers, np.int32)


def test_the_next_song_is_one_hit_and_any_of_the_next_ten_another() -> None:
    playlists = [rows(1, 2, 3), rows(4, 5, 6, 7), rows(8, 9, 10), rows(11, 12)]
    answered = {2: rows(3), 5: rows(7, 1), 9: rows(8)}
    found = hits(lambda given: [answered[int(songs[-1])] for songs in given], playlists, 2)
    assert found.next.tolist() == [True, False, False]  # the last playlist has nothing left to find
    assert found.any.tolist() == [True, True, False]
