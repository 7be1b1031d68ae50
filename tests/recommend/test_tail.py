import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.base.arrays import Rows
from segue.factors.directions import directions
from segue.factors.snapshot import Snapshot
from segue.recommend.eligibility import Eligible
from segue.recommend.ranking import Ranking
from segue.recommend.reach import Reach
from segue.recommend.rules import ARTIST_GAP, Rule
from segue.recommend.tail import TAIL, ArtistRules, Tail
from tests.recommend.conftest import snapshot_of

NONE: Rows = np.empty(0, np.int32)


def all_in_reach(snapshot: Snapshot) -> Reach:
    """Every song at the place of its row."""

    def search(count: int, *, exactly: bool) -> Ranking:  # noqa: ARG001 - always exact
        rows, scores = np.arange(count, dtype=np.int32), np.zeros(count, np.float32)
        return Ranking(rows, scores, scores)

    reach = Reach(snapshot, search, Eligible(len(snapshot), NONE), None, stepwise=False)
    while reach.deepen(len(snapshot)):
        pass
    return reach


@settings(max_examples=30)
@given(st.lists(st.integers(0, 399), max_size=10), st.lists(st.integers(0, 399), max_size=20))
def test_likeness_is_that_to_the_last_songs_to_the_last_bit_wherever_a_song_stands(
    snapshot: Snapshot, heard: list[int], taken: list[int]
) -> None:
    reach = all_in_reach(snapshot)
    at_once = Tail(snapshot, reach, np.array([*heard, *taken][-TAIL:], np.int32))
    bit_by_bit = Tail(snapshot, reach, np.array(heard, np.int32))
    bit_by_bit.likeness(0)
    for place in taken:
        bit_by_bit.likeness(place)
        bit_by_bit.take(place)
    last, greatest = at_once.likeness(0)  # and as much as is looked at in one go
    assert (last, greatest) == tuple(of[: len(last)] for of in bit_by_bit.likeness(0))
    last, greatest = at_once.likeness(399)
    assert (last, greatest) == bit_by_bit.likeness(399)
    units = directions(snapshot.space.personal.item_vectors)
    tail = [*heard, *taken][-TAIL:]
    if tail:
        np.testing.assert_allclose(last, units @ units[tail[-1]], atol=1e-6)
        np.testing.assert_allclose(greatest, (units @ units[tail].T).max(axis=1), atol=1e-6)
    else:
        assert not any(last)
        assert not any(greatest)


def test_an_artist_waits_and_has_a_share_of_ten_songs_in_a_row() -> None:
    snapshot = snapshot_of(np.eye(4, dtype=np.float32), artists=np.array([0, 0, 1, 2], np.int32))
    rules = ArtistRules(snapshot, {}, np.array([0], np.int32))
    assert rules.barred() == {0}
    assert rules.broken_by(0) == {Rule.ARTIST_GAP}
    for artist in (1, 2):
        rules.take(artist)
    assert ARTIST_GAP == 2
    assert rules.barred() == {1, 2}
    for artist in (0, 1, 2, 0):
        rules.take(artist)
    assert rules.full == {0}
    assert rules.broken_by(0) == {Rule.ARTIST_GAP, Rule.ARTIST_SHARE}
    for _ in range(3):
        rules.take(3)
    assert rules.full == {3}  # the first song of the ten is gone, and with it the share of artist 0


def test_who_keeps_to_an_artist_waits_less_for_more_songs() -> None:
    artists = np.array([0] * 6 + [1, 2, 3, 4], np.int32)
    snapshot = snapshot_of(np.eye(10, dtype=np.float32), artists=artists)
    rules = ArtistRules(snapshot, {0: 6} | dict.fromkeys((1, 2, 3, 4), 1), np.array([0, 1, 2, 6], np.int32))
    assert rules.barred() == {1}  # six of ten songs are by artist 0, with none between two
