import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import Rows
from segue.recommend.proportion import brought_forward, dealt, seats, told_apart


def listed(*rows: int) -> Rows:
    return np.array(rows, np.int32)


def test_places_go_by_share() -> None:
    four, one = listed(*range(20)), listed(*range(20, 40))
    joined = dealt([four, one], [0.75, 0.15])
    assert joined[:5].tolist() == [0, 1, 2, 20, 3]  # quotients .75, .25, .15 in the order given, .107
    assert (joined[:18] < 20).sum() == 15


def test_equal_shares_take_turns() -> None:
    assert dealt([listed(1, 2), listed(5, 6)], [1, 1]).tolist() == [1, 5, 2, 6]


def test_a_song_belongs_where_it_stands_first() -> None:
    first, second = told_apart([listed(1, 2, 3), listed(3, 2, 4)])
    assert (first.tolist(), second.tolist()) == ([1, 2], [3, 4])  # 2 stands second on both


def test_a_ranking_that_has_ended_leaves_its_places() -> None:
    assert dealt([listed(1), listed(5, 6, 7)], [0.9, 0.1]).tolist() == [1, 5, 6, 7]


SHARES = st.lists(st.floats(0.05, 1), min_size=1, max_size=6)


@given(SHARES, st.integers(0, 60))
def test_seats_are_given_out_one_by_one_to_the_greatest_quotient(shares: list[float], count: int) -> None:
    held = [0] * len(shares)
    for _ in range(count):
        quotients = [share / (2 * places + 1) for share, places in zip(shares, held, strict=True)]
        held[int(np.argmax(quotients))] += 1
    assert seats(shares, count) == held


@given(SHARES)
def test_every_beginning_of_the_list_holds_the_seats_of_its_length(shares: list[float]) -> None:
    parts = [listed(*range(100 * number, 100 * number + 50)) for number in range(len(shares))]
    rows = dealt(parts, shares)
    for length in (1, 5, 20, 50):
        held = np.bincount(rows[:length] // 100, minlength=len(shares))
        assert held.tolist() == seats(shares, length)


def test_songs_come_forward_where_too_few_have_stood() -> None:
    whole, lesser = listed(*range(10)), listed(10, 11, 12)
    assert brought_forward(whole, [lesser], [0.2]).tolist() == [
        0,
        1,
        10,
        2,
        3,
        4,
        5,
        11,
        6,
        7,
    ]  # due at 2.5, 7.5


def test_songs_that_stand_there_by_themselves_count() -> None:
    whole, lesser = listed(0, 10, 1, 2, 3, 4, 5, 11, 6, 7), listed(11, 10, 12)
    assert brought_forward(whole, [lesser], [0.2]).tolist() == whole.tolist()


def test_without_a_share_nothing_comes_forward_and_a_part_that_has_ended_is_passed_over() -> None:
    whole, parts = listed(*range(6)), [listed(10), listed(11)]
    assert brought_forward(whole, parts, [0, 0]).tolist() == list(range(6))
    assert brought_forward(whole, parts, [0.5, 0.5]).tolist() == [10, 11, 0, 1, 2, 3]


PARTS = st.lists(st.lists(st.integers(0, 40), max_size=15, unique=True), min_size=1, max_size=4)


@given(st.lists(st.integers(0, 40), max_size=30, unique=True), PARTS, st.data())
def test_a_place_goes_to_the_part_that_is_due_first_else_to_the_listed(
    whole: list[int], parts: list[list[int]], data: st.DataObject
) -> None:
    shares = [data.draw(st.sampled_from([0, 0.05, 0.1, 0.25])) for _ in parts]
    firsts = {
        row: min((part.index(row), at) for at, part in enumerate(parts) if row in part)[1]
        for part in parts
        for row in part
    }
    rows: list[int] = []
    for place in range(1, len(whole) + 1):
        due = []
        for at, (part, share) in enumerate(zip(parts, shares, strict=True)):
            held = sum(firsts.get(row) == at for row in rows)
            left = [row for row in part if firsts[row] == at and row not in rows]
            if left and share and (held + 0.5) * (1 / share) <= place:
                due.append(((held + 0.5) / share, at, left[0]))
        rows.append(min(due)[2] if due else next(row for row in whole if row not in rows))
    found = brought_forward(listed(*whole), told_apart([listed(*part) for part in parts]), shares)
    assert found.tolist() == rows
