"""Every rule against the plainest way to say it, over random catalogues, listeners, filters and dials."""

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.base.arrays import Float32
from segue.recommend import discovery
from segue.recommend.candidates import for_listener
from segue.recommend.coldstart import cold_start
from segue.recommend.diversity import MOST_VARIETY, NEUTRAL_VARIETY
from segue.recommend.eligibility import eligible
from segue.recommend.filters import Filter
from segue.recommend.order import breadth, scaled
from segue.recommend.rotation import REST
from segue.recommend.rules import (
    ARTIST_GAP,
    ARTIST_SHARE,
    Ledger,
    Rule,
    artists_of,
    gap_of,
    has_room,
    leanings,
    most_of,
)
from segue.recommend.wishes import Order
from tests.recommend.worlds import Case, cases, known_works, small_world

FAST = 300
SLOW = 9_700


@settings(max_examples=FAST)
@given(cases())
def test_an_answer_keeps_every_rule_it_does_not_name(case: Case) -> None:
    check(case)


@pytest.mark.slow
@settings(max_examples=SLOW)
@given(cases())
def test_an_answer_keeps_every_rule_it_does_not_name_however_long_one_looks(case: Case) -> None:
    check(case)


@settings(max_examples=FAST // 3)
@given(cases(), st.integers(0, 2**32 - 1), st.frozensets(st.integers(0, 59), min_size=1, max_size=9))
def test_of_few_that_pass_in_a_wide_world_the_best_are_found(
    case: Case, seed: int, artists: frozenset[int]
) -> None:
    wishes = replace(case.wishes, filter=Filter(artists=tuple(artists)), order=Order.RELEVANCE)
    world = small_world(5 * breadth(wishes.limit), seed)
    world.artist_rows[:] = np.random.default_rng(seed).integers(0, 60, len(world))
    check(replace(case, snapshot=world, wishes=wishes))


def check(case: Case) -> None:
    """An answer is what may be in it, as much as there is, in the order the rules say, and says so itself."""
    answer = cold_start(case.snapshot, case.listener, case.wishes)
    rows = answer.ranking.rows.tolist()
    allowed = case.eligible()

    assert answer.eligible_count == len(allowed)
    assert len(rows) == len(set(rows)) == min(case.wishes.limit, len(allowed))
    assert set(rows) <= set(allowed)
    if case.wishes.order is Order.RELEVANCE:
        assert rows == case.pool()[: len(rows)]
        assert answer.relaxed == ()
        return
    assert answer.relaxed == tuple(broken_by(case, rows))
    assert_chosen_step_by_step(case, rows)


def broken_by(case: Case, rows: list[int]) -> Iterator[Rule]:
    """The rules that a list breaks, the first to give way first."""
    snapshot = case.snapshot
    artists = snapshot.artist_rows[rows].tolist()
    works = snapshot.work_rows[rows].tolist()
    if set(works) & set(snapshot.work_rows[list(case.wishes.shown)].tolist()):
        yield Rule.ROTATION
    if any(artist in artists[max(0, at - gap_for(case, artist)) : at] for at, artist in enumerate(artists)):
        yield Rule.ARTIST_GAP
    if any(artists.count(artist) > most_for(case, artist) for artist in artists):
        yield Rule.ARTIST_SHARE
    if len(set(works)) < len(works) or set(works) & known_works(case):
        yield Rule.ONE_PER_WORK


def assert_chosen_step_by_step(case: Case, rows: list[int]) -> None:
    """Each song is one of those that may come next, and none of them is worth more."""
    pool = case.pool()
    relevance = relevances(case, pool)
    variety = np.interp(case.wishes.diversity, [0, 0.5, 1], [0, NEUTRAL_VARIETY, MOST_VARIETY])
    cosines = cosines_of(case.snapshot.space.item_vectors)
    chosen: list[int] = []
    for row in rows:
        may_come = allowed_after(case, pool, chosen)
        worth = {
            left: (1 - variety) * (relevance[left] - rest(case, left))
            - variety * max((cosines[left, taken] for taken in chosen if cosines[left, taken] > 0), default=0)
            for left in may_come
        }
        assert row in worth
        assert worth[row] == pytest.approx(max(worth.values()), abs=1e-5)
        chosen.append(row)


def relevances(case: Case, pool: list[int]) -> dict[int, float]:
    """The relevance of each song of the pool: its score from 1 to 0, tilted as the dial says."""
    found = for_listener(
        case.snapshot,
        case.listener,
        eligible(case.snapshot, case.listener, case.wishes),
        len(case.snapshot),
        case.wishes.discovery,
    )
    assert found.rows.tolist() == pool
    tilted = discovery.tilted(
        case.snapshot,
        found.rows,
        scaled(found.scores, breadth(case.wishes.limit)),
        case.wishes.discovery,
        count=case.wishes.limit,
        known=case.listener.hidden,
    )
    return dict(zip(pool, tilted.tolist(), strict=True))


def share_for(case: Case, artist: int) -> Fraction:
    """The part an artist may fill: 3/10, or twice its part of seven or more songs liked, up to 6/10."""
    liked = case.snapshot.artist_rows[case.listener.songs].tolist()
    if len(liked) < 7:
        return Fraction(3, 10)
    return min(Fraction(6, 10), max(Fraction(3, 10), Fraction(2 * liked.count(artist), len(liked))))


def most_for(case: Case, artist: int) -> int:
    return max(2, math.floor(share_for(case, artist) * case.wishes.limit))


def gap_for(case: Case, artist: int) -> int:
    return min(2, math.floor(1 / share_for(case, artist)) - 1)


def allowed_after(case: Case, pool: list[int], chosen: list[int]) -> list[int]:
    """The songs that may come after those chosen: rules are tried one by one, the hardest first."""
    works, artists = case.snapshot.work_rows, case.snapshot.artist_rows
    heard = known_works(case) | set(works[chosen].tolist())
    by = artists[chosen].tolist()
    level = [row for row in pool if row not in chosen]
    for keeps in (
        {row for row in level if works[row] not in heard},
        {row for row in level if by.count(artists[row]) < most_for(case, artists[row])},
        {row for row in level if artists[row] not in by[max(0, len(by) - gap_for(case, artists[row])) :]},
    ):
        level = [row for row in level if row in keeps] or level
    return level


def rest(case: Case, row: int) -> float:
    """What a song has still to rest, by how many songs were shown since a recording of its work."""
    works = case.snapshot.work_rows
    for place, shown in enumerate(case.wishes.shown):
        if works[shown] == works[row]:
            return 1 - (place / REST) ** 2
    return 0.0


def cosines_of(vectors: Float32) -> Float32:
    lengths = np.linalg.norm(vectors, axis=1)
    lengths[lengths == 0] = 1
    cosines: Float32 = (vectors @ vectors.T) / lengths[:, None] / lengths
    return cosines


def test_the_oracle_has_the_figures_of_the_rules() -> None:
    assert ARTIST_GAP == 2
    assert [most_of(0.3, length) for length in (1, 6, 10, 50)] == [2, 2, 3, 15]
    assert [gap_of(share) for share in (0.3, 1 / 3, 0.4, 0.5, 0.6, 1)] == [2, 2, 1, 1, 0, 0]


def test_whoever_keeps_to_an_artist_may_have_more_of_it() -> None:
    snapshot = small_world(24, seed=7)
    snapshot.artist_rows[:] = [0] * 4 + [1] * 2 + list(range(2, 20))
    taste = np.arange(10, dtype=np.int32)
    assert leanings(artists_of(snapshot, taste)) == pytest.approx({0: 0.6, 1: 0.4})
    assert leanings(artists_of(snapshot, taste[:4])) == {}


def test_in_one_sitting_few_songs_count_as_seven() -> None:
    snapshot = small_world(24, seed=7)
    snapshot.artist_rows[:] = [0] * 6 + [1] * 18

    def of_first(heard: int, *, sitting: bool = True) -> float:
        taste = np.arange(heard, dtype=np.int32)
        return leanings(artists_of(snapshot, taste), sitting=sitting).get(0, ARTIST_SHARE)

    assert [of_first(heard) for heard in range(5)] == pytest.approx([0.3, 0.3, 4 / 7, 0.6, 0.6])
    assert [of_first(heard, sitting=False) for heard in range(8)] == pytest.approx([0.3] * 7 + [0.6])


def test_there_is_room_for_the_songs_that_the_shares_of_their_artists_leave_in() -> None:
    snapshot = small_world(24, seed=7)
    snapshot.artist_rows[:] = [0] * 20 + [1, 2, 2, 2]
    rows = np.arange(24, dtype=np.int32)
    assert has_room(snapshot, rows, rows[:20], 10)  # 6 + 1 + 3
    assert not has_room(snapshot, rows, rows[:0], 10)  # 3 + 1 + 3
    assert not has_room(snapshot, rows[:0], rows[:0], 10)


def test_a_list_that_goes_on_counts_what_stands_before() -> None:
    songs = [(0, 5), (1, 6), (0, 7), (2, 8)]
    begun, going_on = (Ledger(5, {}, {9}) for _ in range(2))
    for song in songs:
        begun.take(*song)
        going_on.count(*song)
    costs = [(0, 9), (0, 1), (1, 5), (2, 1), (3, 1)]
    assert (
        [begun.cost(*song) for song in costs] == [going_on.cost(*song) for song in costs] == [7, 3, 4, 1, 0]
    )
    assert begun.broken == (Rule.ARTIST_GAP,)
    assert going_on.broken == ()
