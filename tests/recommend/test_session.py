import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.recommend.session import DECAY, LONGEST_SESSION, PLAYING_SHARE, PUSH, Heard, Outcome, Session

PLAYED, SKIPPED = Outcome.PLAYED, Outcome.SKIPPED
HISTORIES = st.lists(st.builds(Heard, st.integers(0, 99), st.sampled_from(Outcome)), max_size=300).map(tuple)


def heard(*songs: tuple[int, Outcome]) -> tuple[Heard, ...]:
    return tuple(Heard(row, outcome) for row, outcome in songs)


def test_without_a_history_the_playing_song_says_it_all() -> None:
    rows, weights = Session.of(7).pull()
    assert rows.tolist() == [7]
    assert weights.tolist() == [1]


def test_the_newer_a_song_the_more_it_pulls() -> None:
    rows, weights = Session.of(3, heard((1, PLAYED), (2, PLAYED))).pull()
    whole = 1 + DECAY + DECAY**2
    rest = np.array([DECAY**2, DECAY, 1]) * (1 - PLAYING_SHARE) / whole
    assert rows.tolist() == [1, 2, 3]
    np.testing.assert_allclose(weights, [*rest[:2], rest[2] + PLAYING_SHARE], rtol=1e-6)


def test_a_song_skipped_pushes_away() -> None:
    rows, weights = Session.of(3, heard((1, PLAYED), (2, SKIPPED))).pull()
    assert rows.tolist() == [1, 2, 3]
    assert weights[1] == pytest.approx(-PUSH * DECAY)
    assert weights[[0, 2]].sum() == pytest.approx(1)


def test_of_a_song_heard_twice_the_last_time_counts() -> None:
    session = Session.of(9, heard((1, SKIPPED), (2, PLAYED), (1, PLAYED), (9, SKIPPED)))
    assert session.history == heard((2, PLAYED), (1, PLAYED))
    assert session.played.tolist() == [2, 1, 9]


@given(st.integers(0, 99), HISTORIES)
def test_what_was_played_pulls_once_and_skips_never_outweigh_it(
    playing: int, history: tuple[Heard, ...]
) -> None:
    session = Session.of(playing, history)
    rows, weights = session.pull()
    assert len(rows) == len(set(rows.tolist())) <= LONGEST_SESSION + 1
    assert rows[-1] == playing
    assert weights[weights > 0].sum() == pytest.approx(1, abs=1e-5)
    assert -PUSH - 1e-5 <= weights[weights < 0].sum() <= 0
    assert session.played.tolist() == rows[weights > 0].tolist()
