"""Search over song vectors by inner product: exact, or approximate by a graph (HNSW).

HNSW is Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical
Navigable Small World graphs" (2016); both are FAISS's.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

import faiss
import numpy as np

from segue.base.arrays import Float32, Rows
from segue.base.progress import SILENT, Progress
from segue.releases.inverted import InvertedIndex, check_queries
from segue.releases.manifest import IndexEntry, IndexKind

RECALL_AT: Final = 50
_ADD_BLOCK: Final = 10_000
_QUERY_BLOCK: Final = 64
_ROUNDING: Final = 1e-6
"""What two ways to sum a score in float32 may differ by, as a part of the greatest score."""


@dataclass(frozen=True)
class IndexSettings:
    """How an index is built. All but ``kind`` are for ``hnsw`` alone.

    Attributes:
        kind: ``flat`` is exact; ``ivf`` and ``hnsw`` miss some neighbours and take a time that grows little
            with n; ``auto`` is chosen by measuring, see :mod:`segue.releases.choosing`.
        m: links of a song per layer; more: better recall, larger file.
        ef_construction: width of the search while building; more: better graph, slower build.
        ef_search: width of the search while serving; more: better recall, slower answers. With 128, an index
            of 100 000 songs found 94 % of the best 50, which the gate refuses; with 256 it finds 98 %.
    """

    kind: IndexKind | Literal["auto"] = "flat"
    m: int = 32
    ef_construction: int = 200
    ef_search: int = 256

    def __post_init__(self) -> None:
        if not (2 <= self.m <= 128 and 1 <= self.ef_construction <= 4096 and 1 <= self.ef_search <= 4096):
            raise ValueError("an HNSW index takes m in 2 … 128 and ef_construction and ef_search in 1 … 4096")

    @property
    def parameters(self) -> dict[str, int]:
        """What the manifest keeps: the settings that have an effect."""
        if self.kind != "hnsw":
            return {}
        return {"m": self.m, "ef_construction": self.ef_construction, "ef_search": self.ef_search}


class Searchable(Protocol):
    """What can be asked for songs by inner product."""

    def search(self, queries: Float32, k: int) -> tuple[Float32, Rows]:
        """See :meth:`SongIndex.search`."""


@dataclass(frozen=True, eq=False)
class SongIndex:
    """A searchable set of song vectors. Safe to search from several threads.

    Attributes:
        faiss_index: FAISS's own object.
    """

    faiss_index: Any

    @property
    def n_songs(self) -> int:
        """How many songs it holds."""
        return int(self.faiss_index.ntotal)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.faiss_index.d)

    def search(self, queries: Float32, k: int) -> tuple[Float32, Rows]:
        """The songs with the largest inner products, best first; equal scores stand by row, lower first.

        Which of several songs with the very score of the last place is found, is FAISS's choice. One thread.

        Args:
            queries: float32 (m, dimensions), finite.
            k: songs wanted per query, at least 1; more than there are songs means all.

        Returns:
            Scores float32 (m, k') and rows int32 (m, k'). k' is ``min(k, n_songs)``, or less when an
            approximate search found less for one of the queries.

        Raises:
            ValueError: for queries of another shape, with NaN or infinity, or k below 1.
        """
        queries = np.ascontiguousarray(queries, np.float32)
        check_queries(queries, self.dimensions, k)
        faiss.omp_set_num_threads(1)  # reaches the calling thread only, so it is said here; takes 0.1 µs
        scores, ids = self.faiss_index.search(queries, min(k, self.n_songs))
        return _in_order(scores, ids)


@dataclass(frozen=True, eq=False)
class BuiltIndex:
    """An index in memory and what the manifest says about it."""

    index: SongIndex | InvertedIndex
    entry: IndexEntry


def build_index(
    item_vectors: Float32,
    settings: IndexSettings,
    *,
    queries: Float32 | None = None,
    progress: Progress = SILENT,
) -> BuiltIndex:
    """Build a flat or an HNSW index.

    Args:
        item_vectors: float32 (n, d), finite, n ≥ 1.
        settings: which index.
        queries: float32 (m, d), listeners' vectors to measure recall@50 on; without any it is not measured.
        progress: shown while songs are added.

    Raises ``ValueError`` for another kind.
    """
    if settings.kind not in ("flat", "hnsw"):
        raise ValueError(f"an index of kind {settings.kind} is not built from vectors alone")
    n_songs, dimensions = item_vectors.shape
    index = _empty(dimensions, settings)
    with progress.task("indexing songs", n_songs) as task:
        for at in range(0, n_songs, _ADD_BLOCK):
            block = np.ascontiguousarray(item_vectors[at : at + _ADD_BLOCK], np.float32)
            index.add(block)
            task.advance(len(block))
    built = SongIndex(index)
    measured = None if queries is None or len(queries) == 0 else recall(built, item_vectors, queries)
    return BuiltIndex(built, IndexEntry(kind=settings.kind, parameters=settings.parameters, recall=measured))


def recall(index: Searchable, item_vectors: Float32, queries: Float32, k: int = RECALL_AT) -> float:
    """Recall@k of an index against exact search, averaged over queries.

    A found song counts when its true score reaches the exact k-th best one but for rounding, so a tie is not
    a miss. Where k exceeds the number of songs, all songs are wanted.
    """
    k = min(k, len(item_vectors))
    hits = 0
    for at in range(0, len(queries), _QUERY_BLOCK):
        block = queries[at : at + _QUERY_BLOCK]
        true_scores = block @ item_vectors.T
        last = np.partition(true_scores, -k, axis=1)[:, -k:][:, :1]
        least = last - _ROUNDING * np.abs(true_scores).max(axis=1, keepdims=True)
        _, rows = index.search(block, k)
        hits += int((np.take_along_axis(true_scores, rows, axis=1) >= least).sum())
    return hits / (k * len(queries))


def _empty(dimensions: int, settings: IndexSettings) -> Any:
    if settings.kind == "flat":
        return faiss.IndexFlatIP(dimensions)
    index = faiss.IndexHNSWFlat(dimensions, settings.m, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = settings.ef_construction
    index.hnsw.efSearch = settings.ef_search
    return index


def _in_order(scores: Float32, ids: np.ndarray[Any, np.dtype[np.int64]]) -> tuple[Float32, Rows]:
    # FAISS fills places it found nothing for with id -1, at the end.
    found = int((ids >= 0).sum(axis=1).min(initial=ids.shape[1]))
    rows, scores = ids[:, :found].astype(np.int32), scores[:, :found]
    if (scores[:, 1:] < scores[:, :-1]).all():
        return scores, rows
    order = np.lexsort((rows, -scores), axis=1)
    return np.take_along_axis(scores, order, 1), np.take_along_axis(rows, order, 1)
