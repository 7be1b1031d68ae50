"""Choosing an index by measuring it: the fastest that finds what comparing every song finds."""

from bisect import bisect_left
from collections.abc import Iterable
from time import perf_counter
from typing import Final

import numpy as np

from segue.base.arrays import Float32
from segue.base.errors import DataError
from segue.base.progress import SILENT, Progress
from segue.factors.top_k import top_k
from segue.releases.index import RECALL_AT, BuiltIndex, IndexSettings, Searchable, build_index
from segue.releases.inverted import Exact, InvertedIndex, products
from segue.releases.inverting import invert, with_effort
from segue.releases.manifest import IndexEntry, IndexTrial

LISTENERS_RECALL: Final = 0.985
"""recall@50 that an index chosen for listeners keeps; the gate refuses one below 0.95."""
SONGS_RECALL: Final = 0.992
"""The same of an index chosen for songs' own neighbours."""
SMALL: Final = 20_000
"""Songs below which every one is compared: that takes a millisecond or two and misses none."""
LEAST: Final = 256
"""Songs an inverted index takes at least."""
PROBES: Final = (8, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 384, 512)
SPARE: Final = (1, 2, 4, 8)
_TIMED: Final = 200
_FLAT_TIMED: Final = 8


def choose_index(
    vectors: Float32,
    queries: Float32,
    settings: IndexSettings,
    *,
    exact: Exact | None = None,
    least_recall: float = LISTENERS_RECALL,
    progress: Progress = SILENT,
) -> BuiltIndex:
    """Build the index that was asked for, or with ``auto`` the one that measures best.

    Of the queries every second one says what the index will be asked, and the others measure it. For each
    number of spare songs the least number of lists is found by halving that keeps ``least_recall``; the
    fastest of these efforts is taken, or comparing every song where that is faster, or no effort is enough.

    Args:
        vectors: float32 (n, d), finite, n ≥ 1: what is searched, by inner product.
        queries: float32 (m, d), m ≥ 2; zero ones are left out.
        settings: the kind that is wanted.
        exact: the true scores of some songs, if they are not those of ``vectors`` themselves.
        least_recall: of the index, 0 … 1.
        progress: shown meanwhile.

    Raises :class:`DataError` where ``ivf`` is asked for with fewer than :data:`LEAST` songs or two queries.
    """
    queries = queries[queries.any(axis=1)]
    enough = len(vectors) >= LEAST and len(queries) >= 2
    if settings.kind == "ivf" and not enough:
        raise DataError(f"An index of kind ivf takes at least {LEAST} songs; use --index flat.")
    if settings.kind in {"hnsw", "flat"}:
        return build_index(vectors, settings, queries=queries[::2], progress=progress)
    if settings.kind == "auto" and (len(vectors) < SMALL or not enough):
        return build_index(vectors, IndexSettings("flat"), queries=queries[::2], progress=progress)
    index = invert(vectors, queries[1::2], exact or products(vectors), progress=progress)
    held = np.ascontiguousarray(queries[::2])
    flat = _flat_trial(vectors, held)
    tried = [*_efforts(index, vectors, held, least_recall, progress)]
    good = [(trial, made) for trial, made in tried if (trial.recall or 0) >= least_recall]
    trial, made = min(good, key=_time) if good else max(tried, key=lambda one: one[0].recall or 0)
    if settings.kind == "auto" and (not good or (flat.microseconds or 0) <= (trial.microseconds or 0)):
        built = build_index(vectors, IndexSettings("flat"), progress=progress)
        entry = IndexEntry(**flat.model_dump(), tried=_trials(flat, tried))
        return BuiltIndex(built.index, entry)
    return BuiltIndex(made, IndexEntry(**trial.model_dump(), tried=_trials(flat, tried)))


def _time(tried: tuple[IndexTrial, InvertedIndex]) -> float:
    return tried[0].microseconds or 0.0


def _trials(flat: IndexTrial, tried: Iterable[tuple[IndexTrial, InvertedIndex]]) -> tuple[IndexTrial, ...]:
    return (flat, *(trial for trial, _ in tried))


def _efforts(
    index: InvertedIndex, vectors: Float32, queries: Float32, least_recall: float, progress: Progress
) -> list[tuple[IndexTrial, InvertedIndex]]:
    """For each number of spare songs the efforts that halving meets, those of fewest lists first."""
    last = _last_scores(vectors, queries, progress)
    shape = index.held.shape
    counts = [count for count in PROBES if count <= shape.lists]
    tried: dict[tuple[int, int], tuple[IndexTrial, InvertedIndex]] = {}
    with progress.task("measuring the index", len(SPARE)) as task:
        for spare in SPARE:

            def recall_of(probes: int, spare: int = spare) -> float:
                made = with_effort(index, probes, spare)
                recall = _recall(made, queries, last)
                took = _microseconds(made, queries)
                parameters = {
                    "lists": shape.lists,
                    "coordinates": shape.coordinates,
                    "probes": probes,
                    "spare": spare,
                }
                trial = IndexTrial(kind="ivf", parameters=parameters, recall=recall, microseconds=took)
                tried[spare, probes] = trial, made
                task.note(f"{probes} probes, recall {recall:.3f}, {took:.0f} µs")
                return recall

            bisect_left(counts, least_recall, key=recall_of)
            task.advance(1)
    return [tried[effort] for effort in sorted(tried)]


def _last_scores(vectors: Float32, queries: Float32, progress: Progress) -> Float32:
    """For each query the score a song among the best :data:`RECALL_AT` has at least: float32 (m,)."""
    block = 16
    last = []
    with progress.task("comparing every song", len(queries)) as task:
        for at in range(0, len(queries), block):
            scores = queries[at : at + block] @ vectors.T
            last += [each[top_k(each, RECALL_AT)[-1]] for each in scores]
            task.advance(len(scores))
    return np.array(last, np.float32)


def _recall(index: Searchable, queries: Float32, last: Float32) -> float:
    scores, _ = index.search(queries, RECALL_AT)
    # sums of some hundred float32 in another order
    return float((scores >= (last - 1e-5 * np.abs(last))[:, None]).mean())


def _microseconds(index: Searchable, queries: Float32) -> float:
    """Median of single searches, one thread."""
    times = []
    for query in queries[:_TIMED]:
        start = perf_counter()
        index.search(query[None], RECALL_AT)
        times.append(perf_counter() - start)
    return round(float(np.median(times)) * 1e6, 1)


def _flat_trial(vectors: Float32, queries: Float32) -> IndexTrial:
    times = []
    for query in queries[:_FLAT_TIMED]:
        start = perf_counter()
        top_k(vectors @ query, RECALL_AT)
        times.append(perf_counter() - start)
    took = round(min(times) * 1e6, 1)  # of few: the least disturbed
    return IndexTrial(kind="flat", parameters={}, recall=1.0, microseconds=took)
