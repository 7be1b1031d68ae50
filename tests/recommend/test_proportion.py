import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segue.recommend.proportion import dealt, seats
from segue.recommend.ranking import Ranking


def ranking(*rows: int) -> Ranking:
    places = np.arange(len(rows), dtype=np.float32)
    return Ranking(np.array(rows, np.int32), 10 - places, places)


def test_places_go_by_share() -> None:
    four, one = ranking(*range(20)), ranking(*range(20, 40))
    joined = dealt([four, one], [0.75, 0.15])
    assert joined.rows[:5].tolist() == [0, 1, 2, 20, 3]  # quotients .75, .25, .15 in the order given, .107
    assert (joined.rows[:18] < 20).sum() == 15


def test_equal_shares_take_turns() -> None:
    assert dealt([ranking(1, 2), ranking(5, 6)], [1, 1]).rows.tolist() == [1, 5, 2, 6]


def test_a_song_belongs_where_it_stands_first_and_keeps_its_score() -> None:
    joined = dealt([ranking(1, 2, 3), ranking(3, 4)], [1, 1])
    assert joined.rows.tolist() == [1, 3, 2, 4]
    assert joined.scores.tolist() == [10, 10, 9, 9]


def test_a_ranking_that_has_ended_leaves_its_places() -> None:
    assert dealt([ranking(1), ranking(5, 6, 7)], [0.9, 0.1]).rows.tolist() == [1, 5, 6, 7]


SHARES = st.lists(st.floats(0.05, 1), min_size=1, max_size=6)


@given(SHARES, st.integers(0, 60))
def test_seats_are_given_out_one_by_one_to_the_greatest_quotient(shares: list[float], count: int) -> None:
    held = [0] * len(shares)
    for _ in range(count):
        quotients = [share / (2 * places + 1) for share, places in zip(shares, held, strict=True)]
        held[int(np.argmax(quotients))] += 1
    assert seats(shares, count).tolist() == held


@given(SHARES)
def test_every_beginning_of_the_list_holds_the_seats_of_its_length(shares: list[float]) -> None:
    parts = [ranking(*range(100 * number, 100 * number + 50)) for number in range(len(shares))]
    rows = dealt(parts, shares).rows
    for length in (1, 5, 20, 50):
        held = np.bincount(rows[:length] // 100, minlength=len(shares))
        assert held.tolist() == seats(shares, length).tolist()
