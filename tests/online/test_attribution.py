"""An event belongs to the list that showed its song to its listener last."""

from hypothesis import given

from segue.accounts.signals import Signal
from segue.online.attribution import credited
from tests.online.drawn import WINDOW, Event, List, block_of, credited_by_hand, events, lists


def credits_of(shown: list[List], done: list[Event]) -> set[tuple[int, int, Signal]]:
    block = block_of(shown, done)
    rows, kinds = credited(block, WINDOW).nonzero()
    return {
        (int(block.shown.lists[row]), int(block.shown.songs[row]), Signal(kind))
        for row, kind in zip(rows.tolist(), kinds.tolist(), strict=True)
    }


def shown(at: int, *songs: int, listener: int = 0) -> List:
    return List(listener, at, 0, 0, songs, counts=True)


def test_the_latest_list_within_the_window_has_the_event() -> None:
    both = [shown(0, 7, 8), shown(3, 9, 7)]
    assert credits_of(both, [Event(0, 7, 4, Signal.LIKE)]) == {(1, 7, Signal.LIKE)}
    assert credits_of(both, [Event(0, 7, 2, Signal.LIKE)]) == {(0, 7, Signal.LIKE)}
    assert credits_of(both, [Event(0, 8, 5, Signal.SKIP)]) == {(0, 8, Signal.SKIP)}


def test_the_moment_it_was_shown_and_the_end_of_the_window_count() -> None:
    assert credits_of([shown(3, 7)], [Event(0, 7, 3, Signal.PLAY)]) == {(0, 7, Signal.PLAY)}
    assert credits_of([shown(3, 7)], [Event(0, 7, 3 + WINDOW, Signal.PLAY)]) == {(0, 7, Signal.PLAY)}


def test_what_nothing_led_to_belongs_to_nothing() -> None:
    before, late = Event(0, 7, 2, Signal.PLAY), Event(0, 7, 4 + WINDOW, Signal.PLAY)
    elsewhere, another = Event(1, 7, 3, Signal.PLAY), Event(0, 8, 3, Signal.PLAY)
    assert credits_of([shown(3, 7)], [before, late, elsewhere, another]) == set()
    assert credits_of([], [before]) == set()


def test_of_two_lists_at_one_moment_the_later_row_has_it() -> None:
    assert credits_of([shown(3, 7), shown(3, 7)], [Event(0, 7, 3, Signal.PLAY)]) == {(1, 7, Signal.PLAY)}


@given(lists, events)
def test_it_is_what_looking_at_every_list_for_every_event_gives(shown: list[List], done: list[Event]) -> None:
    assert credits_of(shown, done) == credited_by_hand(shown, done)
