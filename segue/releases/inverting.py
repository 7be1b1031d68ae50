"""Building an inverted index: coordinates for the queries that will be asked, lists, and codes.

What is stored approximately should be so where no query looks. With C = E[u uᵀ] over queries u, each divided
by the root mean square of its scores, the error of a score has the mean square e C eᵀ, measured in these
sizes, for an error e of a song's vector. So songs are moved to v C^½ and queries to q C^-½, where errors in
all directions weigh the same and the inner product is what it was. Sizes count: what clusters of listeners
make popular is asked for by shelves in far smaller scores, and was lost without.

In these coordinates songs are turned onto their principal axes, the last of which are left out, and then at
random, so that every code has as much to say (as in Ge et al., "Optimized Product Quantization", 2013). Few
songs answer most queries, the long ones, so lists are learned from songs drawn by their length.

Figures stand in docs/decisions/0030.
"""

from typing import Any, Final

import faiss
import numpy as np

from segue.base.arrays import Float32, Float64, Int64
from segue.base.progress import SILENT, Progress
from segue.releases.inverted import (
    BLOCK,
    CODE_COORDINATES,
    Exact,
    Inverted,
    InvertedIndex,
    Shape,
    empty,
)

KEPT: Final = 0.998
"""Of the mean square of scores, what the coordinates of codes account for.

A trained space of 289 coordinates keeps 256 of them; with 192, which account for 0.957, it found 0.979 of
listeners' songs and not 0.999.
"""
ANYTHING: Final = 0.05
"""The part of C that asks every coordinate alike, for queries unlike those it is measured on."""
_SONGS_PER_LIST: Final = 40  # that lists are learned from
_ASKED: Final = 500  # queries whose answers codes are learned from …
_ANSWERS: Final = 50  # … so many of each
_ASKED_AT_ONCE: Final = 16
_ROUNDS: Final = 8  # of k-means
_PER_BYTE: Final = 2 * CODE_COORDINATES
_BLOCK_SONGS: Final = 50_000


def n_lists(n_songs: int) -> int:
    """Near 4 √n, a power of two: 512 for 20 000 songs, 1024 for 50 000, 4096 for a million."""
    return int(2 ** round(float(np.log2(4 * np.sqrt(n_songs)))))


def invert(
    vectors: Float32, queries: Float32, exact: Exact, *, seed: int = 0, progress: Progress = SILENT
) -> InvertedIndex:
    """Build an inverted index over songs, to be asked queries like some.

    Equal arguments give equal indexes with the same libraries and number of threads.

    Args:
        vectors: float32 (n, d), finite, n ≥ 1000: the songs as they are compared.
        queries: float32 (m, d), finite, none zero.
        exact: the true scores; by those of ``vectors`` if not of something more exact.
        seed: of every draw.
        progress: shown while songs are added.
    """
    generator = np.random.default_rng([seed, 11])
    moving, asking = _coordinates(vectors, queries, generator)
    coordinates, lists = moving.shape[1], n_lists(len(vectors))
    with progress.task("moving songs", len(vectors)) as task:
        moved = np.empty((len(vectors), coordinates), np.float32)
        for at in range(0, len(vectors), _BLOCK_SONGS):
            moved[at : at + _BLOCK_SONGS] = vectors[at : at + _BLOCK_SONGS] @ moving
            task.advance(len(moved[at : at + _BLOCK_SONGS]))
    drawn = moved[_drawn_by_length(moved, min(len(moved), lists * _SONGS_PER_LIST), generator)]
    with progress.task("finding lists", 1) as task:
        centres = _centres(drawn, lists, seed)
        task.advance(1)
    found = _answers(vectors, queries[:_ASKED], progress)
    codebooks = _codebooks(moved[found], centres)
    index = empty(centres, codebooks)
    nearest = faiss.IndexFlatL2(coordinates)  # a song stands in the list it is nearest to …
    nearest.add(centres)
    own, index.quantizer = index.quantizer, nearest
    with progress.task("indexing songs", len(moved)) as task:
        for at in range(0, len(moved), _BLOCK_SONGS):
            block = moved[at : at + _BLOCK_SONGS]
            index.add(block)
            task.advance(len(block))
    index.quantizer = own  # … and a query looks where the inner product is highest
    held = _held(index, asking, centres, codebooks, len(vectors))
    return InvertedIndex(held, exact, index)


def with_effort(index: InvertedIndex, probes: int, spare: int) -> InvertedIndex:
    """The same index, looking into so many lists and comparing so many songs."""
    held = index.held
    shape = Shape(**{**held.shape.__dict__, "probes": probes, "spare": spare})
    changed = Inverted(shape, held.asking, held.centres, held.codebooks, held.sizes, held.blocks)
    return InvertedIndex(changed, index.exact, index.faiss_index)


def _coordinates(
    vectors: Float32, queries: Float32, generator: np.random.Generator
) -> tuple[Float32, Float32]:
    """By what songs and queries are multiplied: float32 (d, m) each; their product is near the identity."""
    d, gram = vectors.shape[1], _gram(vectors)
    asked = queries.astype(np.float64)
    asked /= np.sqrt(np.maximum(np.einsum("qd,de,qe->q", asked, gram, asked, optimize=True), 1e-30))[:, None]
    own = np.diag(gram)
    anything = np.diag(1 / np.maximum(own, 1e-9 * max(float(own.max()), 1e-30))) / d
    looked_at = (1 - ANYTHING) * (asked.T @ asked) / len(asked) + ANYTHING * anything
    values, axes = np.linalg.eigh(looked_at)
    half: Float64 = (axes * np.sqrt(values)) @ axes.T
    inverse: Float64 = (axes / np.sqrt(values)) @ axes.T
    spread, principal = np.linalg.eigh(half @ gram @ half)
    order = np.argsort(-spread, kind="stable")
    accounted = np.cumsum(spread[order]) / max(float(spread.sum()), 1e-30)
    kept = min(int(np.searchsorted(accounted, KEPT)) + 1, d)
    m = -(-kept // _PER_BYTE) * _PER_BYTE
    turned, _ = np.linalg.qr(generator.standard_normal((m, m)))
    onto = principal[:, order[:kept]] @ turned[:kept]
    return (half @ onto).astype(np.float32), (inverse @ onto).astype(np.float32)


def _gram(vectors: Float32) -> Float64:
    """E[v vᵀ]: float64 (d, d)."""
    gram = np.zeros((vectors.shape[1], vectors.shape[1]))
    for at in range(0, len(vectors), _BLOCK_SONGS):
        block = vectors[at : at + _BLOCK_SONGS]
        gram += block.T @ block
    return gram / len(vectors)


def _drawn_by_length(moved: Float32, count: int, generator: np.random.Generator) -> Any:
    """Rows drawn without replacement, each by its length (Efraimidis & Spirakis 2006): int64 (count,)."""
    squares = np.einsum("nd,nd->n", moved, moved, dtype=np.float64)
    keys = np.log(np.maximum(squares, 1e-30)) / 2 + generator.gumbel(size=len(moved))
    return generator.permutation(np.argpartition(-keys, count - 1)[:count])


def _centres(drawn: Float32, lists: int, seed: int) -> Float32:
    means = faiss.Kmeans(
        drawn.shape[1],
        lists,
        niter=_ROUNDS,
        seed=seed + 1,
        min_points_per_centroid=1,
        max_points_per_centroid=_SONGS_PER_LIST,
    )
    means.train(drawn)
    return np.ascontiguousarray(means.centroids, np.float32)


def _answers(vectors: Float32, queries: Float32, progress: Progress) -> Int64:
    """The songs that answer some queries, each once: int64 (a,), ascending."""
    k = min(_ANSWERS, len(vectors))
    found = []
    with progress.task("asking every song", len(queries)) as task:
        for at in range(0, len(queries), _ASKED_AT_ONCE):
            scores = queries[at : at + _ASKED_AT_ONCE] @ vectors.T
            found.append(np.argpartition(scores, len(vectors) - k, axis=1)[:, -k:])
            task.advance(len(scores))
    return np.unique(np.concatenate(found))


def _codebooks(drawn: Float32, centres: Float32) -> Float32:
    """Codes for where songs stand from their centres, learned from songs that answer queries.

    Those stand further out than others do, towards the queries: codes learned from all songs cut that off,
    and lose 2 % of songs' neighbours at a million songs.
    """
    m = drawn.shape[1]
    nearest = faiss.IndexFlatL2(m)
    nearest.add(centres)
    quantizer = faiss.ProductQuantizer(m, m // CODE_COORDINATES, 4)
    quantizer.cp.max_points_per_centroid = 2048
    quantizer.cp.min_points_per_centroid = 1  # FAISS would warn on standard error
    _, own = nearest.search(drawn, 1)
    quantizer.train(drawn - centres[own[:, 0]])
    return faiss.vector_to_array(quantizer.centroids).reshape(-1, 16, CODE_COORDINATES)


def _held(index: Any, asking: Float32, centres: Float32, codebooks: Float32, n_songs: int) -> Inverted:
    lists = index.invlists
    sizes = np.array([lists.list_size(at) for at in range(len(centres))], np.int64)
    blocks = -(-sizes // BLOCK)
    shape = Shape(n_songs, len(asking), centres.shape[1], len(centres), 1, 1, int(blocks.sum()))
    pieces = []
    for at, (size, count) in enumerate(zip(sizes.tolist(), blocks.tolist(), strict=True)):
        ids = np.full(count * BLOCK, -1, np.int64)
        if size:
            pieces.append(faiss.rev_swig_ptr(lists.get_codes(at), count * BLOCK * shape.code_bytes).copy())
            ids[:size] = faiss.rev_swig_ptr(lists.get_ids(at), size)
            pieces.append(ids.view(np.uint8))
    return Inverted(shape, asking, centres, codebooks, sizes, np.concatenate(pieces))
