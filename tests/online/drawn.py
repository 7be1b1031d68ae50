"""Blocks of any shape, small enough that events meet lists, and the answers a reader would give by hand."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from segue.accounts.signals import Signal
from segue.online.blocks import Block, Done, Shown

WINDOW = 5


@dataclass(frozen=True)
class List:
    listener: int
    at: int
    release: int
    surface: int
    songs: tuple[int, ...]
    counts: bool


@dataclass(frozen=True)
class Event:
    listener: int
    song: int
    at: int
    kind: Signal


_few = st.integers(0, 2)

lists = st.lists(
    st.builds(
        List,
        listener=_few,
        at=st.integers(0, 20),
        release=st.integers(0, 1),
        surface=st.integers(0, 1),
        songs=st.lists(st.integers(0, 14), unique=True, min_size=1, max_size=13).map(tuple),
        counts=st.sampled_from([True, True, False]),
    ),
    max_size=8,
)
events = st.lists(
    st.builds(
        Event,
        listener=_few,
        song=st.integers(0, 15),
        at=st.integers(-2, 30),
        kind=st.sampled_from(Signal),
    ),
    max_size=20,
)


def column(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, np.int64)


def block_of(shown: list[List], done: list[Event]) -> Block:
    cells = [(row, rank, song) for row, one in enumerate(shown) for rank, song in enumerate(one.songs, 1)]
    return Block(
        Shown(
            listeners=column([one.listener for one in shown]),
            at=column([one.at for one in shown]),
            releases=column([one.release for one in shown]),
            surfaces=column([one.surface for one in shown]),
            counts=np.array([one.counts for one in shown], np.bool_),
            lists=column([row for row, _, _ in cells]),
            ranks=column([rank for _, rank, _ in cells]),
            songs=column([song for _, _, song in cells]),
        ),
        Done(
            listeners=column([event.listener for event in done]),
            songs=column([event.song for event in done]),
            at=column([event.at for event in done]),
            kinds=column([event.kind for event in done]),
        ),
    )


def credited_by_hand(shown: list[List], done: list[Event]) -> set[tuple[int, int, Signal]]:
    """(row of the list, song, kind), looking at every list for every event."""
    came = set()
    for event in done:
        latest = None
        for row, one in enumerate(shown):
            mine = one.listener == event.listener and event.song in one.songs and one.at <= event.at
            if mine and (latest is None or one.at >= shown[latest].at):
                latest = row
        if latest is not None and event.at - shown[latest].at <= WINDOW:
            came.add((latest, event.song, event.kind))
    return came
