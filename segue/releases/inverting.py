"""Building an inverted index: coordinates for the queries that will be asked, lists, and codes.

What is stored approximately should be so where no query looks. With C = E[u uᵀ] over queries u, each divided
by the root mean square of its scores, the error of a score has the mean square e C eᵀ, measured in these
sizes, for an error e of a song's vector. So songs are moved to v C^½ and queries to q C^-½, where errors in
all directions weigh the same and the inner product is what it was. Sizes count: what clusters of listeners
make popular is asked for by shelves in far smaller scores, and was lost without.

In these coordinates songs are turned onto their principal axes, the last of which are left out, and then at
random, so that every code has as much to say (as in Ge et al., "Optimized Product Quantization", 2013).

Few songs answer most queries, the long ones: of the 50 best for a song of a million, two thirds are among the
longest 1 %. So songs of about a length share lists, by their direction, and the long ones have lists of their
own. A query looks where songs promise most: at the score of a list's centre, and how far from it they stand.

Figures stand in docs/decisions/0030 and 0034.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import faiss
import numpy as np

from segue.base.arrays import Float32, Float64, Int64, Rows
from segue.base.progress import SILENT, Progress
from segue.factors.directions import directions
from segue.factors.top_k import top_k
from segue.releases.inverted import Exact, InvertedIndex, empty
from segue.releases.invertedfile import BLOCK, Inverted, Shape

KEPT: Final = 0.998
"""Of the mean square of scores, what the coordinates of codes account for.

A trained space of 289 coordinates keeps 256 of them; with 192, which account for 0.957, it found 0.979 of
listeners' songs and not 0.999.
"""
ANYTHING: Final = 0.05
"""The part of C that asks every coordinate alike, for queries unlike those it is measured on."""
TIERS: Final = ((0.01, 0.16), (0.1, 0.85), (1.0, 2.15))
"""The songs by length, the longest first: as far as which part of them each tier goes, and its lists as a
multiple of the root of its songs: 16, 255 and 2040 at a million.

To look into a list takes as long as to compare 300 to 600 codes. 0.994 of songs' neighbours were in 133 lists
with 51 000 songs; in 417 with 43 000, where 4096 lists were learned from songs drawn by length and each song
stood in the nearest; and in 461 with 117 000 where songs of all lengths shared lists by direction.
"""
MARGIN: Final = 3.0
"""How many deviations of its songs, as they stand from their centre, a list promises beyond it: without them
those 0.994 are in 1846 lists."""
CODE_COORDINATES: Final = 1
"""Coordinates that share a code: 4 bits for one. With 4 bits for two the file was half as large, but at a
million songs 600 songs beyond those wanted had to be compared by their vectors and found 0.982 of songs'
neighbours; now 200 find 0.995."""
_SONGS_PER_LIST: Final = 40  # that lists are learned from
_ASKED: Final = 500  # queries whose answers codes are learned from …
_ANSWERS: Final = 50  # … so many of each
_ASKED_AT_ONCE: Final = 16
_ROUNDS: Final = 8  # of k-means
_TOGETHER: Final = 4
"""Coordinates are a multiple of so many."""
_BLOCK_SONGS: Final = 50_000


@dataclass(frozen=True, eq=False)
class _Tier:
    """Songs of about a length, and the lists that are theirs.

    Attributes:
        songs: int64 (r,), their rows.
        lists: the numbers of their lists.
        centres: float32 (l, m).
        margins: float32 (l,).
    """

    songs: Int64
    lists: slice
    centres: Float32
    margins: Float32


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
    with progress.task("finding lists", len(moved)) as task:
        tiers = []
        for tier in _tiers(moved, seed, generator):
            tiers.append(tier)
            task.advance(len(tier.songs))
    centres = np.concatenate([tier.centres for tier in tiers])
    answers = _answers(vectors, queries[:_ASKED], progress)
    codebooks = _codebooks(moved, answers, tiers, centres)
    index = empty(centres, codebooks)
    own = index.quantizer
    with progress.task("indexing songs", len(moved)) as task:
        for tier in tiers:
            index.quantizer = nearest = _nearest(tier, centres)
            for at in range(0, len(tier.songs), _BLOCK_SONGS):
                songs = tier.songs[at : at + _BLOCK_SONGS]
                index.add_with_ids(moved[songs], songs)
                task.advance(len(songs))
            index.quantizer = own
            del nearest
    return InvertedIndex(_held(index, asking, tiers, codebooks), exact, index)


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


def _tiers(moved: Float32, seed: int, generator: np.random.Generator) -> Iterator[_Tier]:
    """The songs by length, and for each tier the middles of songs of about a direction."""
    by_length = np.argsort(-np.einsum("nm,nm->n", moved, moved), kind="stable")
    begun = lists = 0
    for part, per_root in TIERS:
        songs = by_length[begun : round(part * len(moved))]
        count = max(1, round(per_root * len(songs) ** 0.5))
        drawn = moved[generator.permutation(songs)[: count * _SONGS_PER_LIST]]
        own = _directions(drawn, count, seed)
        sizes = np.maximum(np.bincount(own, minlength=count), 1)
        sums = np.stack([np.bincount(own, each, count) for each in drawn.T], axis=1)
        centres = (sums / sizes[:, None]).astype(np.float32)
        apart = np.square(drawn - centres[own]).sum(axis=1)
        # of few songs the deviation is near that of all
        squares = (np.bincount(own, apart, count) + apart.mean()) / (sizes + 1) / moved.shape[1]
        yield _Tier(
            songs, slice(lists, lists + count), centres, (MARGIN * np.sqrt(squares)).astype(np.float32)
        )
        begun, lists = begun + len(songs), lists + count


def _directions(drawn: Float32, lists: int, seed: int) -> Int64:
    """In which of so many lists each of some songs stands, by direction: int64 (n,)."""
    units = directions(drawn)
    means = faiss.Kmeans(
        drawn.shape[1],
        lists,
        niter=_ROUNDS,
        seed=seed + 1,
        spherical=True,
        min_points_per_centroid=1,
        max_points_per_centroid=_SONGS_PER_LIST,
    )
    means.train(units)
    own: Int64 = means.index.search(units, 1)[1][:, 0]
    return own


def _nearest(tier: _Tier, centres: Float32) -> Any:
    """FAISS's search for the nearest list of a tier; those of others are out of reach."""
    reachable = np.full_like(centres, 1 + 10 * np.abs(centres).max(initial=0))
    reachable[tier.lists] = tier.centres
    nearest = faiss.IndexFlatL2(centres.shape[1])
    nearest.add(reachable)
    return nearest


def _answers(vectors: Float32, queries: Float32, progress: Progress) -> Int64:
    """The songs that answer some queries, each once: int64 (a,), ascending."""
    found: list[Rows] = []
    with progress.task("asking every song", len(queries)) as task:
        for at in range(0, len(queries), _ASKED_AT_ONCE):
            scores = queries[at : at + _ASKED_AT_ONCE] @ vectors.T
            found.extend(top_k(each, _ANSWERS) for each in scores)
            task.advance(len(scores))
    return np.unique(np.concatenate(found)).astype(np.int64)


def _codebooks(moved: Float32, answers: Int64, tiers: list[_Tier], centres: Float32) -> Float32:
    """Codes for where songs stand from their centres, learned from songs that answer queries.

    Those stand further out than others do, towards the queries: codes learned from all songs cut that off,
    and lose 2 % of songs' neighbours at a million songs.
    """
    m, apart = moved.shape[1], []
    for tier in tiers:
        songs = moved[np.intersect1d(tier.songs, answers, assume_unique=True)]
        if len(songs):
            _, own = _nearest(tier, centres).search(songs, 1)
            apart.append(songs - centres[own[:, 0]])
    quantizer = faiss.ProductQuantizer(m, m // CODE_COORDINATES, 4)
    quantizer.cp.max_points_per_centroid = 2048
    quantizer.cp.min_points_per_centroid = 1  # FAISS would warn on standard error
    quantizer.train(np.concatenate(apart))
    return faiss.vector_to_array(quantizer.centroids).reshape(-1, 16, CODE_COORDINATES)


def _held(index: Any, asking: Float32, tiers: list[_Tier], codebooks: Float32) -> Inverted:
    centres = np.concatenate([tier.centres for tier in tiers])
    margins = np.concatenate([tier.margins for tier in tiers])
    lists = index.invlists
    sizes = np.array([lists.list_size(at) for at in range(len(centres))], np.int64)
    blocks = -(-sizes // BLOCK)
    m, count = centres.shape[1], int(blocks.sum())
    shape = Shape(int(sizes.sum()), len(asking), m, len(centres), 1, 1, count, CODE_COORDINATES)
    pieces = []
    for at, (size, count) in enumerate(zip(sizes.tolist(), blocks.tolist(), strict=True)):
        ids = np.full(count * BLOCK, -1, np.int64)
        if size:
            pieces.append(faiss.rev_swig_ptr(lists.get_codes(at), count * BLOCK * shape.code_bytes).copy())
            ids[:size] = faiss.rev_swig_ptr(lists.get_ids(at), size)
            pieces.append(ids.view(np.uint8))
    return Inverted(shape, asking, centres, margins, codebooks, sizes, np.concatenate(pieces))
