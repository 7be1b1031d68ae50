"""The index on disk: written by FAISS, checked by us before FAISS reads it, then memory-mapped.

A flat index is a header and the raw vectors; an HNSW index is a header, the graph, and a flat index at the
end (``faiss/impl/index_write.cpp``). So type, size and every vector are compared with the item vectors
beforehand, and FAISS's reader meets no other type nested inside. An inverted index has a format of our own
(:mod:`segue.releases.inverted`), in which that reader takes no part.
"""

import struct
from pathlib import Path
from threading import Lock
from typing import Any, Final

import faiss
import numpy as np

from segue.base.arrays import AnyArray, Float32, UInt8
from segue.base.errors import ReleaseRefused
from segue.releases.files import Write
from segue.releases.index import BuiltIndex, SongIndex
from segue.releases.inverted import Exact, InvertedIndex, map_inverted, products
from segue.releases.manifest import IndexKind
from segue.releases.names import INDEX_FILE

_HEADER: Final = struct.Struct("<4siqqq?i")  # type, d, ntotal, two unused numbers, trained, metric
_FLAT: Final = struct.Struct(f"{_HEADER.format}Q")  # … and the number of floats that follow
_TYPES: Final[dict[IndexKind, bytes]] = {"flat": b"IxFI", "hnsw": b"IHNf"}
_CLASSES: Final = {"flat": faiss.IndexFlatIP, "hnsw": faiss.IndexHNSWFlat}
_limit_lock = Lock()


def write_index(built: BuiltIndex, write: Write) -> None:
    """Hand an index over piece by piece: as FAISS spells it, or an inverted one as we do."""
    if isinstance(built.index, InvertedIndex):
        built.index.held.write(write)
        return
    writer = faiss.PyCallbackIOWriter(write)  # type: ignore[attr-defined] # not in the stubs of 1.15
    faiss.write_index(built.index.faiss_index, writer)


def open_index(
    path: Path, kind: IndexKind, item_vectors: Float32, *, known: bool = False
) -> SongIndex | InvertedIndex:
    """Open an index over exactly these vectors, memory-mapped: processes share its pages.

    Args:
        path: of the index.
        kind: which type it must have.
        item_vectors: float32 (n, d), C-ordered.
        known: every vector of this very file has been compared before, and is not read again.

    Raises :class:`ReleaseRefused` for another type of index, other vectors, or a file FAISS can't read.
    """
    if kind == "ivf":
        return open_inverted(path, item_vectors.shape, products(item_vectors), known=known)
    _check_size(path.stat().st_size, kind, item_vectors)
    content = np.memmap(path, np.uint8, "r")
    _check_header(content, kind, item_vectors)
    if not known and not _equal(content[len(content) - item_vectors.nbytes :], item_vectors):
        raise ReleaseRefused(f"{INDEX_FILE} holds other vectors than the item vectors")
    index = _read(path)
    stored = faiss.downcast_index(index.storage) if kind == "hnsw" else index
    if type(index) is not _CLASSES[kind] or type(stored) is not faiss.IndexFlatIP:
        raise ReleaseRefused(f"{INDEX_FILE} holds an index of another type than {kind}")
    parts: tuple[Any, Any] = (index, stored)
    for part in parts:
        if (part.ntotal, part.d) != item_vectors.shape or part.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise ReleaseRefused(f"{INDEX_FILE} is not an inner-product index over the item vectors")
    return SongIndex(index)


def open_inverted(path: Path, shape: tuple[int, ...], exact: Exact, *, known: bool = False) -> InvertedIndex:
    """Open an inverted index over (songs, dimensions), memory-mapped.

    Args:
        path: of the index.
        shape: songs and dimensions.
        exact: the true scores.
        known: this very file has been checked before, and is not read again.

    Raises :class:`ReleaseRefused` for anything else.
    """
    held, faiss_index = map_inverted(path, songs=shape[0], dimensions=shape[1], known=known)
    return InvertedIndex(held, exact, faiss_index)


def _check_size(size: int, kind: IndexKind, item_vectors: Float32) -> None:
    flat = _FLAT.size + item_vectors.nbytes
    if size < flat or (kind == "flat" and size != flat):
        raise ReleaseRefused(f"{INDEX_FILE} does not have one row per song")


def _check_header(content: UInt8, kind: IndexKind, item_vectors: Float32) -> None:
    at = len(content) - item_vectors.nbytes
    flat = _FLAT.unpack(content[at - _FLAT.size : at].tobytes())
    outer = _HEADER.unpack(content[: _HEADER.size].tobytes())
    if outer[0] != _TYPES[kind] or flat[0] != _TYPES["flat"]:
        raise ReleaseRefused(f"{INDEX_FILE} holds an index of another type than {kind}")
    n_songs, dimensions = item_vectors.shape
    metric = faiss.METRIC_INNER_PRODUCT
    if any(
        (part[1], part[2], part[5], part[6]) != (dimensions, n_songs, True, metric) for part in (outer, flat)
    ):
        raise ReleaseRefused(f"{INDEX_FILE} is not an inner-product index over the item vectors")
    if flat[7] != item_vectors.size:
        raise ReleaseRefused(f"{INDEX_FILE} holds other vectors than the item vectors")


def _equal(raw: UInt8, vectors: AnyArray) -> bool:
    wanted = vectors.reshape(-1).view(np.uint8)
    block = 1 << 22
    return all(
        np.array_equal(raw[at : at + block], wanted[at : at + block]) for at in range(0, len(wanted), block)
    )


def _read(path: Path) -> Any:
    # The limit is FAISS's, for the whole process: no vector of a file can be larger than the file.
    with _limit_lock:
        before = faiss.get_deserialization_vector_byte_limit()
        faiss.set_deserialization_vector_byte_limit(path.stat().st_size + 64)
        try:
            return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:  # how FAISS reports a file it can't read
            raise ReleaseRefused(f"{INDEX_FILE} can't be read as an index") from error
        finally:
            faiss.set_deserialization_vector_byte_limit(before)
