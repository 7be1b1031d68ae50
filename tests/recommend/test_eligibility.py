"""What may stand in an answer, against facts looked at one song after another."""

import numpy as np
from hypothesis import given

from segue.factors.snapshot import Snapshot
from segue.recommend.eligibility import Eligible, eligible
from segue.recommend.filters import EVERYTHING, Filter
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import make_listener
from tests.recommend.worlds import Case, cases


@given(cases())
def test_what_is_eligible_is_what_nothing_keeps_out(case: Case) -> None:
    among = eligible(case.snapshot, case.listener, case.wishes)
    assert among.rows.tolist() == case.eligible()
    assert np.flatnonzero(among.mask).tolist() == case.eligible()
    assert among.count == len(case.eligible())
    every = np.arange(len(case.snapshot), dtype=np.int32)
    assert every[among.holds(every)].tolist() == case.eligible()


@given(cases())
def test_a_filter_passes_what_its_facts_allow(case: Case) -> None:
    if not len(case.listener.blocked_artists) and not len(case.listener.blocked_genres):
        passing = case.wishes.filter.passing(case.snapshot)
        assert passing.tolist() == [case.passes(row) for row in range(len(case.snapshot))]


def test_without_a_filter_no_song_is_looked_at(snapshot: Snapshot) -> None:
    among = eligible(snapshot, make_listener(seeds=(3,), hidden=(9,)), Wishes(5, excluded=(3, 8)), 11)
    assert among.passing is None
    assert among.excluded.tolist() == [3, 8, 9, 11]
    assert among.count == len(snapshot) - 4


def test_more_may_be_left_out_later() -> None:
    among = Eligible(5, np.array([1], np.int32), np.array([True, True, False, True, True]))
    assert among.without(np.array([4, 1], np.int32)).rows.tolist() == [0, 3]
    assert among.rows.tolist() == [0, 3, 4]


def test_a_filter_that_asks_nothing_says_so() -> None:
    assert EVERYTHING.asks_nothing
    assert Filter(explicit=True).asks_nothing
    assert not Filter(explicit=False).asks_nothing
    assert not Filter(genres=()).asks_nothing
    assert not Filter(years=(None, None)).asks_nothing


def test_it_says_how_much_memory_it_holds() -> None:
    among = Eligible(1000, np.array([3, 4], np.int32))
    assert among.n_bytes == 8
    assert among.mask.sum() == 998
    assert among.n_bytes == 1008
