"""Proportion: several rankings become one, each with its share of every beginning of the list."""

from collections.abc import Sequence
from itertools import zip_longest
from math import inf

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.recommend.ranking import Ranking


def dealt(rankings: Sequence[Ranking], shares: Sequence[float]) -> Ranking:
    """The songs of all rankings, each once, with the score and distance they have where they come from.

    Places go to rankings as seats to parties by the method of Sainte-Laguë, which PM-1 uses for search
    results (Dang & Croft 2012, section 3.1): the next place goes to the ranking of greatest
    share / (2 · places so far + 1), equal ones in the order given. A song on several rankings belongs to the
    one where it stands first. A ranking that has ended leaves its places to the others.

    Args:
        rankings: at least one, each song once in each.
        shares: above 0, one per ranking.
    """
    joined, owner = _told_apart(rankings)
    return joined.at(_places(owner, shares))


def brought_forward(whole: Rows, parts: Sequence[Rows], shares: Sequence[float]) -> Rows:
    """The songs of a list, among which those of others come forward where too few of them have stood.

    The m-th song of a part is due at place (m − ½) / share, counted from 1: where the method of Sainte-Laguë
    seats it. If fewer than m of the part's songs stand before that place, its next one takes it; of several
    due the one due first, then the first in the order given. All other places go to the list's next song.
    A song on several parts belongs to the one where it stands first.

    Args:
        whole: int32 (k,), the list; at most so many songs are returned.
        parts: at least one; each song once in each.
        shares: one per part, at least 0, together at most 1; with 0 no song comes forward.

    Returns:
        int32 (k,), each song once.
    """
    part_of: dict[int, int] = {}
    owned: list[list[int]] = [[] for _ in parts]
    for abreast in zip_longest(*(rows.tolist() for rows in parts)):
        for part, row in enumerate(abreast):
            if row is not None and row not in part_of:
                part_of[row] = part
                owned[part].append(row)
    steps = [1 / share if share > 0 else inf for share in shares]
    due = [step / 2 for step in steps]
    soonest = min(due)
    standing: dict[int, None] = {}
    others, waiting = iter(whole.tolist()), list(map(iter, owned))
    for place in range(1, len(whole) + 1):
        row = None
        while row is None and soonest <= place:
            part = due.index(soonest)
            row = next((own for own in waiting[part] if own not in standing), None)
            if row is None:
                due[part] = inf
                soonest = min(due)
        if row is None:
            row = next(other for other in others if other not in standing)
        standing[row] = None
        if row in part_of:
            due[part_of[row]] += steps[part_of[row]]
            soonest = min(due)
    return np.fromiter(standing, np.int32, len(standing))


def seats(shares: Sequence[float], count: int) -> Int64:
    """How many of ``count`` places each share gets by the same method: int64 (len(shares),)."""
    owner = np.repeat(np.arange(len(shares)), count)
    return np.bincount(owner[_places(owner, shares)[:count]], minlength=len(shares))


def _told_apart(rankings: Sequence[Ranking]) -> tuple[Ranking, Int64]:
    """The songs of all rankings, each once, by ranking and along it, and the number of the ranking of each.

    A song belongs to the ranking where it stands first, of several the first in the order given.
    """
    joined = Ranking(
        np.concatenate([ranking.rows for ranking in rankings]),
        np.concatenate([ranking.scores for ranking in rankings]),
        np.concatenate([ranking.distances for ranking in rankings]),
    )
    owner = np.repeat(np.arange(len(rankings)), [len(ranking) for ranking in rankings])
    place = np.concatenate([np.arange(len(ranking)) for ranking in rankings])
    order = np.argsort(place, kind="stable")
    _, first = np.unique(joined.rows[order], return_index=True)
    kept = np.sort(order[first])
    return joined.at(kept), owner[kept]


def _places(owner: Int64, shares: Sequence[float]) -> Int64:
    """In which order the members of groups, who stand together, take their places."""
    before = np.arange(len(owner)) - np.searchsorted(owner, owner, side="left")
    quotients: Float64 = np.asarray(shares, np.float64)[owner] / (2 * before + 1)
    return np.argsort(-quotients, kind="stable")
