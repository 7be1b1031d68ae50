"""Proportion: several rankings become one, each with its share of every beginning of the list."""

from collections.abc import Sequence

import numpy as np

from segue.base.arrays import Float64, Int64
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
    joined = Ranking(
        np.concatenate([ranking.rows for ranking in rankings]),
        np.concatenate([ranking.scores for ranking in rankings]),
        np.concatenate([ranking.distances for ranking in rankings]),
    )
    owner = np.repeat(np.arange(len(rankings)), [len(ranking) for ranking in rankings])
    place = np.concatenate([np.arange(len(ranking)) for ranking in rankings])
    order = np.lexsort((owner, place))
    _, first = np.unique(joined.rows[order], return_index=True)
    kept = np.sort(order[first])  # by ranking, and along it
    return joined.at(kept[_places(owner[kept], shares)])


def seats(shares: Sequence[float], count: int) -> Int64:
    """How many of ``count`` places each share gets by the same method: int64 (len(shares),)."""
    owner = np.repeat(np.arange(len(shares)), count)
    return np.bincount(owner[_places(owner, shares)[:count]], minlength=len(shares))


def _places(owner: Int64, shares: Sequence[float]) -> Int64:
    """In which order the members of groups, who stand together, take their places."""
    before = np.arange(len(owner)) - np.searchsorted(owner, owner, side="left")
    quotients: Float64 = np.asarray(shares, np.float64)[owner] / (2 * before + 1)
    return np.lexsort((owner, -quotients))
