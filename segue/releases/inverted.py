"""An approximate index whose answers are exact scores: lists of songs in 4-bit codes, then the real vectors.

Songs stand in lists around centres (Sivic & Zisserman 2003). A query looks into the lists whose centres
promise most, compares codes of half a byte for two coordinates (product quantisation, Jégou et al. 2011, in
registers: André et al. 2015), and the best by their codes are compared again by their real vectors. Lists and
codes are in coordinates of their own, see :mod:`segue.releases.inverting`; scores never are.

FAISS searches, in pages mapped from the file; its reader takes no part.
"""

import ctypes
import mmap
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np

from segue.base.arrays import AnyArray, Float32, Int64, Rows, UInt8
from segue.base.errors import ReleaseRefused
from segue.releases.files import Write

BLOCK: Final = 32
"""Codes of a list are compared in blocks of so many songs; the last one is filled up."""
CODE_COORDINATES: Final = 2
"""Coordinates that share one code of 4 bits."""
SPARED_AT_ONCE: Final = 50
"""Songs beyond those wanted whose real vectors are looked at come so many at once. How many are needed hardly
grows with what is wanted: of the 160 songs most like one, 100 beyond find .974 and 210 do .975, of 400 .948
and .950, at 50 000 songs; to look at 110 fewer takes a fifth of a search less."""
_FEW: Final = 160
"""Songs wanted up to which a query looks into no more lists than for the 50 that recall is measured by."""
_MAGIC: Final = b"SEGUEIVF"
_HEADER: Final = struct.Struct("<8s7Q")
_ALIGNMENT: Final = 64
_MOST: Final = 1 << 40  # no count in a header is larger; products of two stay exact

Exact = Callable[[Float32, Rows], Float32]
"""The true scores of some songs, int32 (r,), for one query: float32 (r,)."""


def products(vectors: Float32) -> Exact:
    """Scores that are the inner products with some vectors, float32 (n, d)."""
    return lambda query, rows: vectors.take(rows, axis=0) @ query


@dataclass(frozen=True)
class Shape:
    """The numbers everything in the file follows from.

    Attributes:
        songs: n.
        dimensions: d of a query.
        coordinates: m of a centre, a multiple of 4.
        lists: how many.
        probes: into how many of them a query for up to ``_FEW`` songs looks.
        spare: how many times :data:`SPARED_AT_ONCE` songs beyond those wanted are compared by their vectors.
        blocks: of all lists together.
    """

    songs: int
    dimensions: int
    coordinates: int
    lists: int
    probes: int
    spare: int
    blocks: int

    @property
    def code_bytes(self) -> int:
        """Of one song."""
        return self.coordinates // CODE_COORDINATES // 2

    def parts(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        """Dtype and shape of every array, in the order of the file; blocks of codes with their ids last."""
        m = self.coordinates
        return {
            "asking": ("<f4", (self.dimensions, m)),
            "centres": ("<f4", (self.lists, m)),
            "codebooks": ("<f4", (m // CODE_COORDINATES, 16, CODE_COORDINATES)),
            "sizes": ("<i8", (self.lists,)),
            "blocks": ("|u1", (self.blocks * BLOCK * (self.code_bytes + 8),)),
        }


@dataclass(frozen=True, eq=False)
class Inverted:
    """What the file holds.

    Attributes:
        shape: see there.
        asking: float32 (d, m), by which a query is multiplied.
        centres: float32 (lists, m).
        codebooks: float32 (m / 2, 16, 2).
        sizes: int64 (lists,), songs of each list.
        blocks: uint8, list after list: its codes as FAISS packs them, then its ids, int64, −1 in free places.
    """

    shape: Shape
    asking: Float32
    centres: Float32
    codebooks: Float32
    sizes: Int64
    blocks: UInt8

    def write(self, write: Write) -> None:
        """Hand the file over piece by piece."""
        shape, at = self.shape, _HEADER.size
        write(
            _HEADER.pack(
                _MAGIC,
                shape.songs,
                shape.dimensions,
                shape.coordinates,
                shape.lists,
                shape.probes,
                shape.spare,
                shape.blocks,
            )
        )
        for name, (dtype, _) in shape.parts().items():
            data = np.ascontiguousarray(getattr(self, name), dtype).reshape(-1).view(np.uint8).data
            write(bytes(-at % _ALIGNMENT))
            at += -at % _ALIGNMENT
            write(data)
            at += len(data)


@dataclass(frozen=True, eq=False)
class InvertedIndex:
    """A searchable :class:`Inverted`. Safe to search from several threads.

    Attributes:
        held: the arrays, mapped where they come from a file.
        exact: the true scores.
        faiss_index: FAISS's own object over ``held``.
    """

    held: Inverted
    exact: Exact
    faiss_index: Any
    _parameters: dict[int, Any] = field(default_factory=dict, repr=False)

    @property
    def n_songs(self) -> int:
        """How many songs it holds."""
        return self.held.shape.songs

    @property
    def dimensions(self) -> int:
        """Length of a query."""
        return self.held.shape.dimensions

    @cached_property
    def _asking(self) -> Float32:
        return np.ascontiguousarray(self.held.asking)

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
            found.sort()
            true = self.exact(queries[at], found)
            best = np.argsort(-true, kind="stable")[:k]
            rows[at], scores[at] = found.take(best), true.take(best)
        return scores, rows

    def _found(self, queries: Float32, k: int) -> Iterator[Rows]:
        """For each query at least k rows, int32, each once, the best by their codes."""
        shape = self.held.shape
        wanted = min(k + shape.spare * SPARED_AT_ONCE, shape.songs)
        # lists grow with the root of what is wanted: songs of one query lie together
        probes = shape.probes if k <= _FEW else shape.probes << (((k - 1) // 100).bit_length() + 1) // 2
        asked = queries @ self._asking
        for at, found in enumerate(self._in_lists(asked, wanted, probes)):
            rows = found
            further = probes
            while len(rows) < k and further < shape.lists:
                further *= 4
                rows = self._in_lists(asked[at : at + 1], wanted, further)[0]
            # codes tell nothing apart where every score is 0, and FAISS may then name no song
            yield rows if len(rows) >= k else np.arange(shape.songs, dtype=np.int32)

    def _in_lists(self, asked: Float32, wanted: int, probes: int) -> list[Rows]:
        probes = min(probes, self.held.shape.lists)
        parameters = self._parameters.get(probes)
        if parameters is None:
            parameters = self._parameters[probes] = faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg] # not in the stubs
        count, scores = len(asked), np.empty((len(asked), wanted), np.float32)
        ids = np.empty((count, wanted), np.int64)
        pointer = faiss.swig_ptr
        faiss.omp_set_num_threads(1)  # reaches the calling thread only, so it is said here; takes 0.1 µs
        self.faiss_index.search_c(
            count, pointer(asked), wanted, pointer(scores), pointer(ids), parameters
        )  # without FAISS's own wrapper: 1 µs less
        return [found[found >= 0].astype(np.int32) for found in ids]


def check_queries(queries: Float32, dimensions: int, k: int) -> None:
    """Raise ``ValueError`` for queries of another shape, with NaN or infinity, or k below 1."""
    if queries.ndim != 2 or queries.shape[1] != dimensions:
        raise ValueError(f"queries of shape {queries.shape} on an index of {dimensions} dimensions")
    if not np.isfinite(queries).all():
        raise ValueError("a query is not finite")
    if k < 1:
        raise ValueError("k must be at least 1")


def map_inverted(path: Path, *, songs: int, dimensions: int, known: bool = False) -> tuple[Inverted, Any]:
    """Map the file of an index over so many songs and dimensions; returns it and FAISS's object over it.

    Args:
        path: of the file.
        songs: it must hold each of them once.
        dimensions: of its queries.
        known: this very file has been checked before, and is not read again.

    Raises :class:`ReleaseRefused` for anything else; FAISS is shown nothing before.
    """
    with path.open("rb") as file:
        start = file.read(_HEADER.size)
        if len(start) < _HEADER.size or start[: len(_MAGIC)] != _MAGIC:
            raise ReleaseRefused(f"{path.name} holds an index of another type than ivf")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    shape = Shape(*_HEADER.unpack(start)[1:])
    if (shape.songs, shape.dimensions) != (songs, dimensions):
        raise ReleaseRefused(f"{path.name} is not an inner-product index over the item vectors")
    arrays, at = _arrays(path, shape, mapped)
    held = Inverted(shape, **arrays)
    if int(held.sizes.min()) < 0 or int(held.sizes.max()) > songs or int(held.sizes.sum()) != songs:
        raise ReleaseRefused(f"{path.name} does not have one row per song")
    if int(((held.sizes + BLOCK - 1) // BLOCK).sum()) != shape.blocks:
        raise ReleaseRefused(f"{path.name} is longer or shorter than its lists")
    if not known and not _whole(held):
        raise ReleaseRefused(f"{path.name} does not hold every song once")
    index = empty(held.centres, held.codebooks)
    index.ntotal = songs
    lists = _mapped_lists(path, held, at, len(mapped))
    index.replace_invlists(lists, True)
    lists.this.disown()  # it is the index that lets go of them
    return held, index


def _arrays(path: Path, shape: Shape, mapped: mmap.mmap) -> tuple[dict[str, Any], int]:
    counts = (shape.coordinates, shape.lists, shape.probes, shape.spare)
    if max(*counts, shape.blocks) > _MOST or min(counts) < 1 or shape.coordinates % 4:
        raise ReleaseRefused(f"{path.name} has a header that can't be")
    arrays: dict[str, AnyArray] = {}
    at = _HEADER.size
    for name, (dtype, sides) in shape.parts().items():
        at += -at % _ALIGNMENT
        size = np.dtype(dtype).itemsize * int(np.prod(sides, dtype=object))
        if at + size > len(mapped):
            raise ReleaseRefused(f"{path.name} is shorter than its header says")
        arrays[name] = np.ndarray(sides, dtype, buffer=mapped, offset=at)
        at += size
    if at != len(mapped):
        raise ReleaseRefused(f"{path.name} is longer than its header says")
    return arrays, at - arrays["blocks"].nbytes


def _whole(held: Inverted) -> bool:
    """Whether the lists hold every song once, and all that is searched is finite."""
    numbers = (held.asking, held.centres, held.codebooks)
    if not all(bool(np.isfinite(array).all()) for array in numbers):
        return False
    seen = np.zeros(held.shape.songs, np.bool_)
    for size, _, ids in lists_of(held):
        own = ids[:size]
        if size and (own.min() < 0 or own.max() >= len(seen)):
            return False
        seen[own] = True
    return bool(seen.all())


def lists_of(held: Inverted) -> Iterator[tuple[int, UInt8, Int64]]:
    """For each list its size, its codes, and its ids with what fills the last block."""
    at, code_bytes = 0, held.shape.code_bytes
    for size in held.sizes.tolist():
        capacity = -(-size // BLOCK) * BLOCK
        ids_at = at + capacity * code_bytes
        end = ids_at + capacity * 8
        yield size, held.blocks[at:ids_at], held.blocks[ids_at:end].view(np.int64)
        at = end


def _mapped_lists(path: Path, held: Inverted, start: int, size: int) -> Any:
    """FAISS's lists over the file, mapped once more, read-only, and let go with the index."""
    shape = held.shape
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
    """A trained index of FAISS without songs."""
    n_lists, coordinates = centres.shape
    quantizer = faiss.IndexFlatIP(coordinates)
    quantizer.add(np.ascontiguousarray(centres))
    metric = faiss.METRIC_INNER_PRODUCT
    index: Any = faiss.IndexIVFPQFastScan(
        quantizer, coordinates, n_lists, coordinates // CODE_COORDINATES, 4, metric
    )
    index.by_residual = True  # a code says where a song stands from its centre: nothing more to compute
    faiss.copy_array_to_vector(np.ascontiguousarray(codebooks).reshape(-1), index.pq.centroids)
    index.is_trained = True
    return index
