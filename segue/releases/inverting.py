"""Building an inverted index: coordinates for the queries that will be asked, lists, and codes.

What is stored approximately should be so where no query looks. With C = E[u uᵀ] over queries u, each divided
by the root mean square of its scores, the error of a score has the mean square e C eᵀ, measured in these
sizes, for an error e of a song's vector. So songs are moved to v C^½ and queries to q C^-½, where errors in
all directions weigh the same and the inner product is what it was. Sizes count: what clusters of listeners
make popular is asked for by shelves in far smaller scores, and was lost without.

In these coordinates songs are turned onto their principal axes, the last of which are left out, and then at
random, so that every code has as much to say (as in Ge et al., "Optimized Product Quantization", 2013).

Which songs share a list is told in :mod:`segue.releases.lists`.

Figures stand in docs/decisions/0030 and 0034.
"""

from dataclasses import replace
from typing import Any, Final

import faiss
import numpy as np

from segue.base.arrays import Float32, Float64, Int64, Rows
from segue.base.progress import SILENT, Progress
from segue.factors.top_k import top_k
from segue.releases.inverted import Exact, InvertedIndex, empty
from segue.releases.invertedfile import BLOCK, Inverted, Shape
from segue.releases.lists import Lists, laid_out

KEPT: Final = 0.998
"""Of the mean square of scores, what the coordinates of codes account for.

A trained space of 289 coordinates keeps 256 of them; with 192, which account for 0.957, it found 0.979 of
listeners' songs and not 0.999.
"""
ANYTHING: Final = 0.05
"""The part of C that asks every coordinate alike, for queries unlike those it is measured on."""
CODE_COORDINATES: Final = 1
"""Coordinates that share a code: 4 bits for one. With 4 bits for two the file was half as large, but at a
million songs 600 songs beyond those wanted had to be compared by their vectors and found 0.982 of songs'
neighbours; now 200 find 0.995."""
_ASKED: Final = 500  # queries whose answers codes are learned from …
_ANSWERS: Final = 50  # … so many of each
_ASKED_AT_ONCE: Final = 16
_TOGETHER: Final = 4
"""Coordinates are a multiple of so many."""
_BLOCK_SONGS: Final = 50_000


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
    with progress.task("moving songs", len(vectors)) as task:
        moved = np.empty((len(vectors), moving.shape[1]), np.float32)
        for at in range(0, len(vectors), _BLOCK_SONGS):
            moved[at : at + _BLOCK_SONGS] = vectors[at : at + _BLOCK_SONGS] @ moving
            task.advance(len(moved[at : at + _BLOCK_SONGS]))
    answers = _answers(vectors, queries[:_ASKED], progress)
    with progress.task("finding lists", 1) as task:
        lists = laid_out(moved, queries[:_ASKED] @ asking, answers, generator, seed)
        task.advance()
    codebooks = _codebooks(moved, np.unique(answers), lists)
    index = empty(lists.centres, codebooks)
    own = index.quantizer
    with progress.task("indexing songs", len(moved)) as task:
        for tier in lists.tiers:
            index.quantizer = nearest = lists.quantizer(tier)
            for at in range(0, len(tier.songs), _BLOCK_SONGS):
                songs = tier.songs[at : at + _BLOCK_SONGS]
                index.add_with_ids(moved[songs], songs)
                task.advance(len(songs))
            index.quantizer = own
            del nearest
    return InvertedIndex(_held(index, asking, lists, codebooks), exact, index)


def with_effort(index: InvertedIndex, probes: int, spare: int) -> InvertedIndex:
    """The same index, looking into so many lists and comparing so many songs."""
    held = index.held
    changed = replace(held, shape=replace(held.shape, probes=probes, spare=spare))
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
    m = -(-kept // _TOGETHER) * _TOGETHER
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


def _answers(vectors: Float32, queries: Float32, progress: Progress) -> Int64:
    """The songs that answer each of some queries: int64 (q, k)."""
    found: list[Rows] = []
    with progress.task("asking every song", len(queries)) as task:
        for at in range(0, len(queries), _ASKED_AT_ONCE):
            scores = queries[at : at + _ASKED_AT_ONCE] @ vectors.T
            found.extend(top_k(each, _ANSWERS) for each in scores)
            task.advance(len(scores))
    return np.stack(found).astype(np.int64)


def _codebooks(moved: Float32, answers: Int64, lists: Lists) -> Float32:
    """Codes for where songs stand from their centres, learned from songs that answer queries.

    Those stand further out than others do, towards the queries: codes learned from all songs cut that off,
    and lose 2 % of songs' neighbours at a million songs.
    """
    m = moved.shape[1]
    quantizer = faiss.ProductQuantizer(m, m // CODE_COORDINATES, 4)
    quantizer.cp.max_points_per_centroid = 2048
    quantizer.cp.min_points_per_centroid = 1  # FAISS would warn on standard error
    quantizer.train(moved[answers] - lists.centres[lists.own(moved, answers)])
    return faiss.vector_to_array(quantizer.centroids).reshape(-1, 16, CODE_COORDINATES)


def _held(index: Any, asking: Float32, lists: Lists, codebooks: Float32) -> Inverted:
    held, (n_lists, m) = index.invlists, lists.centres.shape
    sizes = np.array([held.list_size(at) for at in range(n_lists)], np.int64)
    blocks = -(-sizes // BLOCK)
    counts = int(sizes.sum()), len(asking), m, n_lists
    shape = Shape(*counts, 1, 1, int(blocks.sum()), CODE_COORDINATES)
    pieces = []
    for at, (size, count) in enumerate(zip(sizes.tolist(), blocks.tolist(), strict=True)):
        ids = np.full(count * BLOCK, -1, np.int64)
        if size:
            pieces.append(faiss.rev_swig_ptr(held.get_codes(at), count * BLOCK * shape.code_bytes).copy())
            ids[:size] = faiss.rev_swig_ptr(held.get_ids(at), size)
            pieces.append(ids.view(np.uint8))
    return Inverted(shape, asking, lists.centres, lists.margins, codebooks, sizes, np.concatenate(pieces))
