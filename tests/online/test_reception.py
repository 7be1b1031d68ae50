"""Rates are counts over counts; blocks add up to the whole."""

import pytest
from hypothesis import given

from segue.accounts.signals import Signal
from segue.online.attribution import credited
from segue.online.reception import BANDS, Band, Group, Reception, Totals
from tests.online.drawn import WINDOW, Event, List, block_of, credited_by_hand, events, lists

RELEASES, SURFACES = ["new", "old"], ["up-next", "fresh-mix"]


def receptions(*blocks: tuple[list[List], list[Event]]) -> dict[Group, Reception]:
    totals = Totals()
    for shown, done in blocks:
        block = block_of(shown, done)
        totals.add(block, credited(block, WINDOW))
    return {one.group: one for one in totals.receptions(RELEASES, SURFACES)}


def band_of(rank: int) -> Band:
    return next(band for band, last in zip(BANDS, (1, 3, 10, 1000), strict=True) if rank <= last)


def cells(shown: list[List], group: Group) -> list[tuple[int, int, int]]:
    """(row, song, rank) of every song shown that belongs to a group."""
    return [
        (row, song, rank)
        for row, one in enumerate(shown)
        for rank, song in enumerate(one.songs, 1)
        if one.counts
        and RELEASES[one.release] == group.release
        and group.surface in {None, SURFACES[one.surface]}
        and group.band in {None, band_of(rank)}
    ]


def groups(shown: list[List]) -> set[Group]:
    return {
        Group(RELEASES[one.release], surface, band)
        for one in shown
        if one.counts
        for surface in (None, SURFACES[one.surface])
        for band in (None, *(band_of(rank) for rank in range(1, len(one.songs) + 1)))
    }


@given(lists, events)
def test_every_rate_is_a_count_by_hand(shown: list[List], done: list[Event]) -> None:
    came = credited_by_hand(shown, done)
    found = receptions((shown, done))
    assert set(found) == groups(shown)
    for group, reception in found.items():
        mine = cells(shown, group)
        assert reception.songs == len(mine)
        assert reception.listeners == len({shown[row].listener for row, _, _ in mine})
        for kind, rate in zip(
            Signal, (reception.play, reception.like, reception.skip, reception.dislike), strict=True
        ):
            n = sum((row, song, kind) in came for row, song, _ in mine)
            assert rate.value == pytest.approx(n / len(mine))
            assert 0 <= rate.low <= rate.value + 1e-12
            assert rate.value - 1e-12 <= rate.high <= 1
        if group.band is None:
            assert reception.reciprocal_rank is not None
            rows = {row for row, _, _ in mine}
            best = [
                max(
                    (
                        1 / rank
                        for other, song, rank in mine
                        if other == row and {(row, song, Signal.LIKE), (row, song, Signal.PLAY)} & came
                    ),
                    default=0,
                )
                for row in rows
            ]
            assert reception.lists == len(rows)
            assert reception.reciprocal_rank.value == pytest.approx(sum(best) / len(rows))


@given(lists, events)
def test_accounts_one_at_a_time_give_what_all_at_once_give(shown: list[List], done: list[Event]) -> None:
    def of(listener: int) -> tuple[list[List], list[Event]]:
        return [one for one in shown if one.listener == listener], [e for e in done if e.listener == listener]

    together, apart = receptions((shown, done)), receptions(of(0), of(1), of(2))
    assert set(together) == set(apart)
    for group, reception in together.items():
        assert reception.songs == apart[group].songs
        assert reception.like.low == pytest.approx(apart[group].like.low)
        assert reception.skip.high == pytest.approx(apart[group].skip.high)


def test_the_rank_of_the_first_song_that_was_liked_or_played_counts() -> None:
    one = List(0, 0, 0, 0, (4, 5, 6, 7), counts=True)
    done = [Event(0, 6, 1, Signal.PLAY), Event(0, 5, 2, Signal.LIKE), Event(0, 4, 2, Signal.SKIP)]
    whole = receptions(([one], done))[Group("new")]
    assert whole.reciprocal_rank is not None
    assert whole.reciprocal_rank.value == 0.5
    assert (whole.like.value, whole.play.value, whole.skip.value, whole.dislike.value) == (
        0.25,
        0.25,
        0.25,
        0,
    )


def test_few_listeners_are_not_enough_to_tell() -> None:
    def shown_to(n: int) -> Reception:
        return receptions(([List(k, 0, 0, 0, (1,), counts=True) for k in range(n)], []))[Group("new")]

    assert not shown_to(29).is_enough
    assert shown_to(30).is_enough
