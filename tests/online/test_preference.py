"""Every listener has one voice, and says with it which side they took to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from segue.accounts.signals import Signal
from segue.online.preference import NO_SIDE, SIDE_A, SIDE_B, preferences, sides_of


def came(*kinds: Signal | None) -> np.ndarray:
    table = np.zeros((len(kinds), len(Signal)), np.bool_)
    for row, kind in enumerate(kinds):
        if kind is not None:
            table[row, kind] = True
    return table


def of_one(arms: str, *kinds: Signal | None) -> list[float]:
    found = preferences(np.zeros(len(arms), np.int64), sides_of(arms, len(arms)), came(*kinds))
    return list(map(float, found))


def test_letters_are_sides() -> None:
    assert sides_of("AB=", 3).tolist() == [SIDE_A, SIDE_B, NO_SIDE]
    assert sides_of(None, 2).tolist() == [NO_SIDE, NO_SIDE]


@pytest.mark.parametrize(
    ("arms", "kinds", "preference"),
    [
        ("AB", (None, Signal.LIKE), 1),
        ("AB", (Signal.LIKE, None), -1),
        ("AB", (Signal.LIKE, Signal.LIKE), 0),
        ("AB", (Signal.SKIP, None), 1),  # a skip of a song of A speaks for B
        ("AB", (Signal.PLAY, Signal.DISLIKE), -1),
        ("AB", (Signal.LIKE, Signal.PLAY), (0.5 - 1) / 1.5),
        ("ABB", (Signal.PLAY, Signal.PLAY, Signal.SKIP), (0.5 - 0.5 - 0.5) / 1.5),
    ],
)
def test_what_they_did_says_what_they_prefer(
    arms: str, kinds: tuple[Signal | None, ...], preference: float
) -> None:
    assert of_one(arms, *kinds) == [pytest.approx(preference)]


def test_a_song_of_no_side_says_nothing() -> None:
    assert of_one("=A", Signal.LIKE, None) == []
    assert of_one("=A", Signal.DISLIKE, Signal.LIKE) == [-1]


def test_who_does_much_has_one_voice_too() -> None:
    listeners = np.array([4] * 10 + [7])
    found = preferences(listeners, sides_of("A" * 10 + "B", 11), came(*[Signal.LIKE] * 11))
    assert found.tolist() == [-1, 1]


shown = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, n, elements=st.integers(0, 5)),
        arrays(np.int64, n, elements=st.sampled_from([SIDE_A, NO_SIDE, SIDE_B])),
        arrays(np.bool_, (n, len(Signal))),
    )
)


@given(shown)
def test_sides_are_treated_alike(shown: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    listeners, sides, came = shown
    found = preferences(listeners, sides, came)
    assert np.array_equal(preferences(listeners, -sides, came), -found)
    assert (np.abs(found) <= 1).all()
    who = [np.unique(listeners[(sides != NO_SIDE) & came.any(axis=1)])]
    assert len(found) == len(who[0])
