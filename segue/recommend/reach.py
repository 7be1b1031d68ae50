"""Reach: how far down the songs of a release a page of a queue may have to look."""

from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Bool, Float32, Int64, Rows
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.recommend.eligibility import Eligible

PER_ARTIST = 10
"""How many songs of a window may be by one artist, so that other artists are in reach."""


@dataclass(frozen=True, eq=False)
class Reach:
    """The songs that a window comes upon within one page: all of new works first, the best first.

    Attributes:
        rows: int32 (k,).
        is_news: bool (k,), whether the song is the best recording of a work not known.
        of_artist: int64 (k,), how many songs by its artist stand before each.
    """

    rows: Rows
    is_news: Bool
    of_artist: Int64

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        relevance: Float32,
        among: Eligible,
        known: Rows,
        *,
        size: int,
        limit: int,
    ) -> "Reach":
        """Search ever deeper until windows of ``size`` songs are full to the end of the page.

        Args:
            snapshot: one release.
            relevance: float32 (n,).
            among: which songs may come.
            known: int32, songs of whose works no recording is news.
            size: of a window.
            limit: songs of the page.
        """
        scores = np.where(among.mask, relevance, -np.inf).astype(np.float32)
        works_known = np.unique(snapshot.work_rows[known])
        depth = 4 * (size + limit)
        while True:
            rows = top_k(scores, depth)
            works = snapshot.work_rows[rows]
            is_news = ~np.isin(works, works_known) & (_places(works) == 0)
            ordered = rows[is_news]
            if depth >= among.count:
                ordered = np.concatenate([ordered, rows[~is_news]])
            of_artist = _places(snapshot.artist_rows[ordered])
            if depth >= among.count or (of_artist < PER_ARTIST).sum() >= size + limit:
                near = of_artist < PER_ARTIST + limit
                fresh = np.arange(len(ordered)) < is_news.sum()
                return cls(ordered[near], fresh[near], of_artist[near])
            depth *= 4


def _places(numbers: Rows) -> Int64:
    """How many equal numbers stand before each: int64 (k,)."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    places = np.empty(len(numbers), np.int64)
    places[order] = np.arange(len(numbers)) - np.repeat(starts, np.diff(starts, append=len(numbers)))
    return places
