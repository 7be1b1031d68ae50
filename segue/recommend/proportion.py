"""Proportion: several lists become one, each with its share of every beginning of the list."""

from collections.abc import Sequence
from math import inf

import numpy as np

from segue.base.arrays import Rows


def told_apart(lists: Sequence[Rows]) -> list[Rows]:
    """The lists, each without the songs that stand on another one first.

    A song belongs to the list where it stands first, of several the first in the order given.

    Args:
        lists: at least one, int32, each song once in each.
    """
    places = np.full((max(map(len, lists)), len(lists)), -1, np.int64)
    for number, rows in enumerate(lists):
        places[: len(rows), number] = rows
    # sorted as one number, song before standing: a third of the time of numpy.unique
    stands = (places.ravel() << 32) + np.arange(places.size)
    stands.sort()
    songs, first = stands >> 32, np.ones(len(stands), np.bool_)
    np.not_equal(songs[1:], songs[:-1], out=first[1:])
    kept = np.zeros(places.shape, np.bool_)
    kept.ravel()[stands[first] & 0xFFFF_FFFF] = True
    return [rows[kept[: len(rows), number]] for number, rows in enumerate(lists)]


def dealt(lists: Sequence[Rows], shares: Sequence[float]) -> Rows:
    """The songs of all lists: int32.

    Places go to lists as seats to parties by the method of Sainte-Laguë, which PM-1 uses for search
    results (Dang & Croft 2012, section 3.1): the next place goes to the list of greatest
    share / (2 · places so far + 1), equal ones in the order given. A list that has ended leaves its places
    to the others.

    Args:
        lists: at least one, int32, no song twice, see :func:`told_apart`.
        shares: above 0, one per list.
    """
    quotients = [-share / np.arange(1, 2 * len(rows), 2) for rows, share in zip(lists, shares, strict=True)]
    return np.concatenate(lists).take(np.concatenate(quotients).argsort(kind="stable"))


def brought_forward(whole: Rows, parts: Sequence[Rows], shares: Sequence[float]) -> Rows:
    """The songs of a list, among which those of others come forward where too few of them have stood.

    The m-th song of a part is due at place (m − ½) / share, counted from 1: where the method of Sainte-Laguë
    seats it. If fewer than m of the part's songs stand before that place, its next one takes it; of several
    due the one due first, then the first in the order given. All other places go to the list's next song.

    Args:
        whole: int32 (k,), the list, each song once; at most so many songs are returned.
        parts: at least one; no song twice in all of them.
        shares: one per part, at least 0, together at most 1; with 0 no song comes forward.

    Returns:
        int32 (k,), each song once; its beginnings are those of a shorter list.
    """
    owed = [(rows.tolist(), 1 / share) for rows, share in zip(parts, shares, strict=True) if share > 0]
    part_of = {row: part for part, (rows, _) in enumerate(owed) for row in rows}
    waiting, steps = [iter(rows) for rows, _ in owed], [step for _, step in owed]
    due = [step / 2 for step in steps]
    soonest = min(due, default=inf)
    standing: dict[int, None] = {}  # in the order in which they stand; beside a list and a set a third slower
    place, end = 1, len(whole)
    for other in whole.tolist():
        while soonest <= place:
            part = due.index(soonest)
            for row in waiting[part]:
                if row not in standing:
                    standing[row] = None
                    place += 1
                    due[part] += steps[part]
                    break
            else:
                due[part] = inf
            soonest = min(due)
        if place > end:
            break
        if other not in standing:
            standing[other] = None
            place += 1
            part = part_of.get(other, -1)
            if part >= 0:
                before = due[part]
                due[part] = before + steps[part]
                if before == soonest:
                    soonest = min(due)
    return np.array([*standing], np.int32)[:end]


def seats(shares: Sequence[float], count: int) -> list[int]:
    """How many of ``count`` places each share gets by the same method."""
    held, quotients = [0] * len(shares), list(shares)
    for _ in range(count):
        best = quotients.index(max(quotients))
        held[best] += 1
        quotients[best] = shares[best] / (2 * held[best] + 1)
    return held
