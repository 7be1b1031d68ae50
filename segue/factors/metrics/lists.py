"""Rankings of many listeners as one array, and which of their ranks are hits."""

from collections.abc import Iterable

import numpy as np

from segue.base.arrays import Bool, Rows
from segue.factors.interactions import Interactions

NO_SONG = -1
"""Stands at the ranks past the end of a short list."""


def padded(rankings: Iterable[Rows], depth: int) -> Rows:
    """Rankings side by side: int32 (m, depth), cut at ``depth``, −1 past the end of a short one."""
    tops = [ranking[:depth] for ranking in rankings]
    lists = np.full((len(tops), depth), NO_SONG, np.int32)
    for row, top in enumerate(tops):
        lists[row, : len(top)] = top
    return lists


def hits(lists: Rows, truth: Interactions) -> Bool:
    """Mark the relevant ranks: bool (m, K), false past the end of a list.

    Args:
        lists: int32 (m, K), as :func:`padded` gives.
        truth: the songs to find of the same m listeners.
    """
    # one number per pair; pairs stand sorted, so a binary search finds them
    wanted = truth.user_rows * np.int64(truth.n_songs) + truth.song_rows
    listed = np.arange(len(lists))[:, None] * np.int64(truth.n_songs) + lists
    if len(wanted) == 0:
        return np.zeros(lists.shape, np.bool_)
    places = np.minimum(np.searchsorted(wanted, listed), len(wanted) - 1)
    found: Bool = (wanted[places] == listed) & (lists != NO_SONG)
    return found
