"""Which of two releases each listener prefers, by what they did with songs that both had put in one list."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from segue.accounts.signals import Signal
from segue.base.arrays import Bool, Float64, Int64

SIDE_A, SIDE_B, NO_SIDE = -1, 1, 0

WEIGHTS: Mapping[Signal, float] = MappingProxyType(
    {Signal.LIKE: 1.0, Signal.PLAY: 0.5, Signal.SKIP: -0.5, Signal.DISLIKE: -1.0}
)
"""What an event is worth to the side whose song it was. Half for what a player may do by itself."""

_WORTH = np.array([WEIGHTS[kind] for kind in Signal])
_SIDES = {"A": SIDE_A, "B": SIDE_B}


def sides_of(arms: str | None, n_songs: int) -> Int64:
    """The side each song of a list counts for: int64 (n,); ``NO_SIDE`` for ``=`` and without letters."""
    return np.array([_SIDES.get(arm, NO_SIDE) for arm in arms or "=" * n_songs], np.int64)


def preferences(listeners: Int64, sides: Int64, came: Bool) -> Float64:
    """The preference of every listener who showed one: float64 (n,), −1 (all for A) … 1 (all for B).

    Σ side · worth over what they did, divided by Σ |worth|: a skip of a song of A speaks for B as a play of
    the same worth does. So every listener has one voice, however much they listen: who plays all day must not
    decide for the others, and no single one can. (Chapelle, Joachims, Radlinski & Yue 2012 count wins per
    unit in the same spirit.)

    Args:
        listeners: int64 (s,), whose list each shown song stood in.
        sides: int64 (s,), whose song it is.
        came: bool (s, 4), what came of it, a column for each :class:`Signal`.

    Returns:
        By number of listener; who did nothing with a song of a side has no value.
    """
    rows = np.flatnonzero((sides != NO_SIDE) & came.any(axis=1))
    _, of = np.unique(listeners[rows], return_inverse=True)
    said: Float64 = np.bincount(of, weights=sides[rows] * (came[rows] @ _WORTH)).astype(np.float64)
    spoken = np.bincount(of, weights=came[rows] @ np.abs(_WORTH))
    return said / spoken
