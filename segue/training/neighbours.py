"""Item-kNN: the songs that share listeners with those a listener knows. A baseline that is hard to beat."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse

from segue.base.arrays import Float32, Float64, Int64, Rows
from segue.factors.interactions import Interactions
from segue.training.rankers import PopularityRanker, first_unheard

MOST_NEIGHBOURS = 100
SHRINKAGE = 10.0
_BLOCK_COUNTS = 20_000_000
"""Shared listeners counted at once; at most so many numbers are held (240 MB)."""
_BLOCK_LISTENERS = 500


class NeighbourRanker:
    """Scores song j as Σ s(i, j) over the songs i a listener knows that have j among their neighbours.

    s(i, j) = c_ij / (√(c_i c_j) + shrinkage), where c counts listeners: a cosine that trusts few of them less
    (Deshpande & Karypis 2004, section 4, with the shrinkage of Ferrari Dacrema, Cremonesi & Jannach 2019).
    Songs without a score follow, by popularity. Neighbours are found only of songs that histories name.

    Args:
        pairs: who knew what in training; weights play no part.
        neighbours: how many of the most similar songs count, equal ones by lower row.
        shrinkage: listeners, 0 or more.
    """

    def __init__(
        self, pairs: Interactions, *, neighbours: int = MOST_NEIGHBOURS, shrinkage: float = SHRINKAGE
    ) -> None:
        self._neighbours, self._shrinkage = neighbours, shrinkage
        self._popular = PopularityRanker(pairs.song_counts)
        self._roots = np.sqrt(pairs.song_counts)
        self._pairs = _matrix(pairs)
        self._by_song = self._pairs.T.tocsr()
        self._costs: Float64 = self._by_song @ np.diff(pairs.indptr)
        # row of a song in ``_similar``, −1 while its neighbours have not been asked for
        self._places = np.full(pairs.n_songs, -1, np.int32)
        self._similar = sparse.csr_array((0, pairs.n_songs), dtype=np.float32)

    def rank(self, history: Interactions, depth: int) -> Iterator[Rows]:
        """See :meth:`segue.training.rankers.Ranker.rank`; equal scores by lower row."""
        self._learn(np.unique(history.song_rows))
        known = sparse.csr_array(
            (np.ones(len(history), np.float32), self._places[history.song_rows], history.indptr),
            shape=(history.n_users, self._similar.shape[0]),
        )
        for start in range(0, history.n_users, _BLOCK_LISTENERS):
            scored = known[start : start + _BLOCK_LISTENERS] @ self._similar
            for offset in range(scored.shape[0]):
                heard, _ = history.of(start + offset)
                yield self._best(*_row(scored, offset), heard, depth)

    def _best(self, songs: Rows, scores: Float32, heard: Rows, depth: int) -> Rows:
        best = _highest(songs, scores, depth + len(heard))
        near = first_unheard(songs[best], heard, depth)
        missing = depth - len(near)
        if missing == 0:
            return near
        return np.concatenate([near, first_unheard(self._popular.order, np.union1d(heard, near), missing)])

    def _learn(self, songs: Rows) -> None:
        """Find the neighbours of the songs that have none yet."""
        new = songs[self._places[songs] < 0]
        if len(new) == 0:
            return
        blocks = np.cumsum(self._costs[new]) // _BLOCK_COUNTS
        parts = np.split(new, np.flatnonzero(np.diff(blocks)) + 1)
        found = [self._similar, *map(self._nearest, parts)]
        self._places[new] = self._similar.shape[0] + np.arange(len(new), dtype=np.int32)
        self._similar = sparse.vstack(found, format="csr")

    def _nearest(self, songs: Rows) -> Any:
        """The neighbours of each song and how similar they are: a sparse float32 (len(songs), n)."""
        shared = self._by_song[songs] @ self._pairs
        rows, values = [], []
        for place, song in enumerate(songs.tolist()):
            others, counts = _row(shared, place)
            similarity = counts / (self._roots[song] * self._roots[others] + self._shrinkage)
            similarity[others == song] = 0
            best = _highest(others, similarity, self._neighbours)
            rows.append(others[best])
            values.append(similarity[best].astype(np.float32))
        indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
        return sparse.csr_array(
            (np.concatenate(values), np.concatenate(rows), indptr), shape=(len(songs), self._pairs.shape[1])
        )


def _matrix(pairs: Interactions) -> Any:
    ones = np.ones(len(pairs), np.float32)
    return sparse.csr_array((ones, pairs.song_rows, pairs.indptr), shape=(pairs.n_users, pairs.n_songs))


def _highest(songs: Rows, scores: Float32 | Float64, k: int) -> Int64:
    """Where the k highest scores stand, best first, equal scores by lower song.

    ``top_k`` for songs in any order: sorting products of sparse matrices would cost more than making them.
    """
    if len(scores) > k:
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    return places[np.lexsort((songs[places], -scores[places]))][:k]


def _row(matrix: Any, row: int) -> tuple[Rows, Float32]:
    span = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[span].astype(np.int32, copy=False), matrix.data[span]
