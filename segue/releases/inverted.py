"""An approximate index whose answers are exact scores: lists of songs in 4-bit codes, then the real vectors.

Songs stand in lists around centres (Sivic & Zisserman 2003). A query looks into the lists whose centres
promise most, compares codes of half a byte for a coordinate (product quantisation, Jégou et al. 2011, in
registers: André et al. 2015), and the best by their codes are compared again by their real vectors. Lists and
codes are in coordinates of their own, see :mod:`segue.releases.inverting`; scores never are.

FAISS searches, in pages mapped from the file; its reader takes no part.
"""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np

from segue.base.arrays import Bool, Float32, Int64, Rows, UInt8
from segue.releases.invertedfile import BLOCK, Inverted, read_inverted

SPARED_AT_ONCE: Final = 50
"""Songs beyond those wanted whose real vectors are looked at come so many at once. How many are needed hardly
grows with what is wanted: of the 160 songs most like one, 100 beyond find .974 and 210 do .975, of 400 .948
and .950, at 50 000 songs; to look at 110 fewer takes a fifth of a search less."""
_FEW: Final = 200
"""Songs wanted up to which a query looks into no more lists than for the 50 that recall is measured by. Where
0.992 of the best 50 are found, 0.986 of the best 160 are."""

Exact = Callable[[Float32, Int64], Float32]
"""The true scores of some songs, int64 (r,) ascending, for one query: float32 (r,)."""


def products(vectors: Float32) -> Exact:
    """Scores that are the inner products with some vectors, float32 (n, d) in C order.

    Raises ``IndexError`` for a song there is not.
    """
    (n_songs, width), pointer = vectors.shape, faiss.swig_ptr
    start = pointer(vectors)

    def exact(query: Float32, rows: Int64) -> Float32:
        if len(rows) and not 0 <= rows[0] <= rows[-1] < len(vectors):
            raise IndexError(f"rows {rows[0]} to {rows[-1]} of {n_songs}")
        scores = np.empty(len(rows), np.float32)
        # where they lie: to copy 155 vectors of 161 numbers and multiply them takes half as long again
        faiss.fvec_inner_products_by_idx(  # type: ignore[attr-defined] # not in the stubs
            pointer(scores), pointer(query), start, pointer(rows), width, 1, len(rows)
        )
        return scores

    return exact


@dataclass(frozen=True, eq=False)
class InvertedIndex:
    """A searchable :class:`Inverted`. Safe to search from several threads.

    Attributes:
        held: the arrays, mapped where they come from a file.
        exact: the true scores.
        faiss_index: FAISS's own object over ``held``.
        chosen: a bit for each song, the lowest first, whether it may be found; ``None`` where all may.
    """

    held: Inverted
    exact: Exact
    faiss_index: Any
    chosen: UInt8 | None = None
    _parameters: dict[int, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def n_songs(self) -> int:
        """How many songs may be found."""
        return self.held.shape.songs if self.chosen is None else int(np.bitwise_count(self.chosen).sum())

    @property
    def dimensions(self) -> int:
        """Length of a query."""
        return self.held.shape.dimensions

    def only(self, songs: Bool) -> "InvertedIndex":
        """The same index where it finds some songs alone: bool (n,), at least one.

        FAISS passes over the others while it compares codes, in the time that a search of all takes.
        """
        return replace(self, chosen=np.packbits(songs, bitorder="little"), _parameters={})

    def search(self, queries: Float32, k: int) -> tuple[Float32, Rows]:
        """The songs with the largest true scores among those found, best first, equal scores by row.

        One thread. Scores are exact; which songs are found depends on codes. The more songs are wanted, the
        more lists are looked into, so that as few are missed.

        Args:
            queries: float32 (m, dimensions), finite.
            k: songs wanted per query, at least 1; more than there are songs means all.

        Returns:
            Scores float32 (m, k') and rows int32 (m, k'), with k' = ``min(k, n_songs)``.

        Raises:
            ValueError: for queries of another shape, with NaN or infinity, or k below 1.
        """
        queries = np.ascontiguousarray(queries, np.float32)
        check_queries(queries, self.dimensions, k)
        k = min(k, self.n_songs)
        scores = np.empty((len(queries), k), np.float32)
        rows = np.empty((len(queries), k), np.int32)
        for at, found in enumerate(self._found(queries, k)):
            true = self.exact(queries[at], found)
            best = (-true).argsort(kind="stable")[:k]
            rows[at], scores[at] = found.take(best), true.take(best)
        return scores, rows

    def _found(self, queries: Float32, k: int) -> Iterator[Int64]:
        """For each query at least k rows, int64, ascending, each once, the best by their codes."""
        shape = self.held.shape
        wanted = min(k + shape.spare * SPARED_AT_ONCE, self.n_songs)
        # lists grow with the root of what is wanted: songs of one query lie together
        probes = shape.probes if k <= _FEW else shape.probes << (((k - 1) // 100).bit_length() + 1) // 2
        asked = queries @ self.held.asking
        for at, found in enumerate(self._in_lists(asked, wanted, probes)):
            rows = found
            further = probes
            while len(rows) < k and further < shape.lists:
                further *= 4
                rows = self._in_lists(asked[at : at + 1], wanted, further)[0]
            # codes tell nothing apart where every score is 0, and FAISS may then name no song
            yield rows if len(rows) >= k else self._every_song()

    def _every_song(self) -> Int64:
        if self.chosen is None:
            return np.arange(self.held.shape.songs)
        return np.flatnonzero(np.unpackbits(self.chosen, bitorder="little"))

    def _in_lists(self, asked: Float32, wanted: int, probes: int) -> list[Int64]:
        held, count = self.held, len(asked)
        probes = min(probes, held.shape.lists)
        parameters = self._parameters.get(probes)
        if parameters is None:
            chosen = None if self.chosen is None else faiss.IDSelectorBitmap(self.chosen)  # type: ignore[arg-type, call-arg] # not in the stubs
            parameters = faiss.SearchParametersIVF(nprobe=probes, sel=chosen)  # type: ignore[call-arg]
            self._parameters[probes] = parameters
        # to compare centres takes 30 µs at 4096 lists, and FAISS 113
        near = asked @ held.centres.T
        promised = near + np.sqrt(np.vecdot(asked, asked))[:, None] * held.margins
        lists = np.ascontiguousarray(promised.argpartition(-probes, axis=1)[:, -probes:])
        # of all rows in one: NumPy's own take_along_axis takes 10 µs longer
        nearness = near.take(lists + np.arange(0, near.size, near.shape[1])[:, None])
        scores, found = np.empty((count, wanted), np.float32), np.empty((count, wanted), np.int64)
        pointer = faiss.swig_ptr
        faiss.omp_set_num_threads(1)  # reaches the calling thread only, so it is said here; takes 0.1 µs
        self.faiss_index.search_preassigned_c(
            count,
            pointer(asked),
            wanted,
            pointer(lists),
            pointer(nearness),
            pointer(scores),
            pointer(found),
            False,
            parameters,
        )  # without FAISS's own wrapper: 1 µs less
        found.sort()
        return [rows if rows[0] >= 0 else rows[rows.searchsorted(0) :] for rows in found]


def check_queries(queries: Float32, dimensions: int, k: int) -> None:
    """Raise ``ValueError`` for queries of another shape, with NaN or infinity, or k below 1."""
    if queries.ndim != 2 or queries.shape[1] != dimensions:
        raise ValueError(f"queries of shape {queries.shape} on an index of {dimensions} dimensions")
    # a sum of squares that is finite says so of all, in half the time
    if not (isfinite(np.vdot(queries, queries)) or np.isfinite(queries).all()):
        raise ValueError("a query is not finite")
    if k < 1:
        raise ValueError("k must be at least 1")


def map_inverted(path: Path, *, songs: int, dimensions: int, known: bool = False) -> tuple[Inverted, Any]:
    """Map a file as :func:`read_inverted` does; returns it and FAISS's object over it."""
    held = read_inverted(path, songs=songs, dimensions=dimensions, known=known)
    index = empty(held.centres, held.codebooks)
    index.ntotal = songs
    lists = _mapped_lists(path, held)
    index.replace_invlists(lists, True)
    lists.this.disown()  # it is the index that lets go of them
    return held, index


def _mapped_lists(path: Path, held: Inverted) -> Any:
    """FAISS's lists over the file, mapped once more, read-only, and let go with the index."""
    shape, size = held.shape, path.stat().st_size
    start = size - held.blocks.nbytes
    lists: Any = faiss.OnDiskInvertedLists()
    lists.nlist, lists.code_size = shape.lists, shape.code_bytes
    lists.filename, lists.totsize, lists.read_only = str(path), size, True
    lists.prefetch_nthread = 0  # else every search starts threads that read ahead
    # size, capacity and offset of every list, as they lie in a vector of C++
    table = np.empty((shape.lists, 3), np.uint64)
    table[:, 0] = held.sizes
    table[:, 1] = -(-held.sizes // BLOCK) * BLOCK
    table[:, 2] = start + np.concatenate([[0], np.cumsum(table[:-1, 1] * np.uint64(shape.code_bytes + 8))])
    lists.lists.resize(shape.lists)
    ctypes.memmove(int(lists.lists.data().this), table.ctypes.data, table.nbytes)
    lists.do_mmap()
    return lists


def empty(centres: Float32, codebooks: Float32) -> Any:
    """A trained index of FAISS without songs. Codes of 4 bits each for the coordinates of a codebook."""
    n_lists, coordinates = centres.shape
    quantizer = faiss.IndexFlatIP(coordinates)
    quantizer.add(np.ascontiguousarray(centres))
    metric = faiss.METRIC_INNER_PRODUCT
    index: Any = faiss.IndexIVFPQFastScan(quantizer, coordinates, n_lists, len(codebooks), 4, metric)
    index.by_residual = True  # a code says where a song stands from its centre: nothing more to compute
    faiss.copy_array_to_vector(np.ascontiguousarray(codebooks).reshape(-1), index.pq.centroids)
    index.is_trained = True
    return index
