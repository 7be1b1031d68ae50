from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.factors.snapshot import Snapshot
from segue.recommend.listener import Listener
from segue.recommend.playlist import continuation
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import make_listener

SONGS = st.integers(0, 399)
STRANGER = make_listener()


def rows(snapshot: Snapshot, songs: list[int], listener: Listener = STRANGER, limit: int = 10) -> list[int]:
    found = continuation(snapshot, songs, listener, Wishes(limit)).ranking.rows
    return [int(row) for row in found]


@settings(max_examples=40)
@given(st.lists(SONGS, min_size=1, max_size=300), st.lists(SONGS, max_size=10), st.integers(1, 50))
def test_it_is_full_without_songs_of_the_playlist_or_the_listener(
    snapshot: Snapshot, songs: list[int], likes: list[int], limit: int
) -> None:
    found = rows(snapshot, songs, make_listener(likes=likes), limit)
    assert len(set(found)) == min(limit, 400 - len({*songs, *likes}))
    assert not set(found) & {*songs, *likes}


def test_the_newest_song_counts_most(snapshot: Snapshot) -> None:
    def nearness(songs: list[int], to: int) -> float:
        return float(snapshot.space.likeness_to(to)[rows(snapshot, songs)].mean())

    assert nearness([3, 40], 40) > nearness([40, 3], 40)


def test_of_a_song_that_stands_twice_the_last_place_counts(snapshot: Snapshot) -> None:
    assert rows(snapshot, [40, 3, 40]) == rows(snapshot, [3, 40])


def test_what_the_listener_likes_elsewhere_has_no_say(snapshot: Snapshot) -> None:
    fan = make_listener(likes=(40, 41))
    hidden = make_listener(hidden=(40, 41))
    assert rows(snapshot, [3, 4], fan) == rows(snapshot, [3, 4], hidden)


def test_what_the_listener_blocks_stays_away(snapshot: Snapshot) -> None:
    blocked = snapshot.artist_rows[rows(snapshot, [3, 4])[:1]]
    found = rows(snapshot, [3, 4], replace(STRANGER, blocked_artists=blocked))
    assert not np.isin(snapshot.artist_rows[found], blocked).any()
