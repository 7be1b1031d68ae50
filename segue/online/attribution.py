"""Which shown song an event belongs to."""

import numpy as np

from segue.accounts.signals import Signal
from segue.base.arrays import Bool, Int64
from segue.online.blocks import Block


def credited(block: Block, window: int) -> Bool:
    """What came of each song that was shown: bool (s, 4), a column for each :class:`Signal`.

    An event belongs to the list that showed the song to its listener last, at the latest when it happened and
    no more than ``window`` before; of lists at one moment to the later row. Of several events of a kind that
    belong to one shown song, one counts. An event no list led to belongs to none.

    Args:
        block: whole accounts.
        window: in microseconds; 0 or more.
    """
    shown, done = block.shown, block.done
    came = np.zeros((len(shown.songs), len(Signal)), np.bool_)
    n_songs = 1 + max(shown.songs.max(initial=0), done.songs.max(initial=0))
    shown_pairs = shown.listeners[shown.lists] * n_songs + shown.songs
    done_pairs = done.listeners * n_songs + done.songs
    places = np.flatnonzero(np.isin(shown_pairs, done_pairs))
    shown_at = shown.at[shown.lists[places]]
    latest = _latest(shown_pairs[places], shown_at, done_pairs, done.at)
    led = latest >= 0
    led[led] = done.at[led] - shown_at[latest[led]] <= window
    came[places[latest[led]], done.kinds[led]] = True
    return came


def _latest(pairs: Int64, at: Int64, of_pairs: Int64, of_at: Int64) -> Int64:
    """For each event the row of the last showing of its pair up to then: int64 (e,); −1 for none."""
    n = len(pairs)
    is_event = np.repeat([0, 1], [n, len(of_pairs)])
    all_pairs = np.concatenate([pairs, of_pairs])
    order = np.lexsort((is_event, np.concatenate([at, of_at]), all_pairs))  # stable: rows stay in order
    rows = np.where(order < n, np.arange(len(order)), -1)
    before = np.maximum.accumulate(rows)  # the last showing so far, as a place in the order
    found = np.full(len(order), -1)
    any_before = before >= 0
    same = all_pairs[order[before[any_before]]] == all_pairs[order[any_before]]
    found[order[any_before]] = np.where(same, order[before[any_before]], -1)
    return found[n:]
