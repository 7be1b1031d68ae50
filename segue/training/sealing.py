"""Sealing: a candidate gets its index, the verdict of the gate and its report."""

import numpy as np

from segue.base.arrays import Float32
from segue.base.errors import DataError
from segue.base.ids import ReleaseId
from segue.base.progress import SILENT, Progress
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace
from segue.recommend.firstpages import find_first_pages
from segue.releases.choosing import SONGS_RECALL, choose_index
from segue.releases.index import BuiltIndex, IndexSettings
from segue.releases.manifest import Verdict
from segue.releases.reader import OpenCandidate, open_candidate
from segue.releases.seal import seal
from segue.releases.store import ReleaseStore
from segue.training.candidate import stored_pairs, stored_space
from segue.training.gate import Contender
from segue.training.promotion import judge_for

RECALL_LISTENERS = 2000
"""Of whom every second one measures an index, and the others say what it will be asked."""
RECALL_SONGS = 2000
"""The same of songs, for the index of likeness."""
FEW_SONGS = 5
"""Known of a listener who has just come."""


def seal_candidate(
    store: ReleaseStore, candidate_id: str, settings: IndexSettings, progress: Progress = SILENT
) -> ReleaseId:
    """Build the index of a candidate, judge both against the current release, and write it all with a report.

    What comes up next for a stranger is found for every song, so that serving looks it up. The index is
    measured on what listeners ask, one of likeness on what songs ask. A verdict against the first keeps no
    release from being written, only from being promoted.

    Raises :class:`NotFound` where there is no such candidate, :class:`ReleaseRefused` for one that does not
    verify, :class:`DataError` where the libraries that draw are missing, and what
    :func:`segue.releases.seal.seal` raises.
    """
    candidate = open_candidate(store.candidate_path(candidate_id))
    space = stored_space(candidate.manifest.fold_in, candidate.arrays)
    queries = listener_queries(candidate, space)
    index = choose_index(space.item_vectors, queries, settings, progress=progress)
    likeness = _likeness_index(candidate, space, index, progress)
    verdict = judge_for(store, Contender.of(candidate, index.entry), progress)
    fold_in, searched = candidate.manifest.fold_in.model_dump(), None if likeness is None else likeness.index
    snapshot = Snapshot.from_arrays(candidate.id, fold_in, candidate.arrays, index.index, searched)
    pages = find_first_pages(snapshot, progress)
    report = _report(candidate, verdict, progress)
    arrays = pages.arrays() | snapshot.measured()
    return seal(store, candidate, index, likeness=likeness, gate=verdict, files=report, arrays=arrays)


def _likeness_index(
    candidate: OpenCandidate, space: ItemSpace, index: BuiltIndex, progress: Progress
) -> BuiltIndex | None:
    """The index of likeness beside an inverted one, where it is faster than comparing every song."""
    if index.entry.kind != "ivf":
        return None
    built = choose_index(
        space.likeness_vectors(),
        song_queries(space, candidate.arrays["popularity"]),
        IndexSettings("auto"),
        exact=space.likeness_scores,
        least_recall=SONGS_RECALL,
        progress=progress,
    )
    return built if built.entry.kind == "ivf" else None


def _report(candidate: OpenCandidate, verdict: Verdict, progress: Progress) -> dict[str, bytes]:
    # only sealing draws: what promotes and serves has no such library
    try:
        from segue.training.report.material import Material
        from segue.training.report.report import make_report
    except ModuleNotFoundError as error:
        raise DataError(
            f"The report of a release needs {error.name}; install the training libraries with "
            "`pip install -r requirements-train.txt`."
        ) from error
    draft = candidate.manifest.draft.model_copy(update={"parent": verdict.against, "gate": verdict})
    return make_report(Material.of(draft, candidate.arrays, candidate.files), progress)


def listener_queries(candidate: OpenCandidate, space: ItemSpace) -> Float32:
    """What listeners ask the index, of up to :data:`RECALL_LISTENERS`, evenly spread: float32 (m, d).

    In turns with all their songs, with the first five, and once in eight with what their clusters make
    popular alone, as shelves ask.
    """
    pairs = stored_pairs(candidate.arrays, len(space))
    histories = pairs.take(pairs.evenly(RECALL_LISTENERS)).as_seeds()
    queries = space.listeners(histories)
    for user_row in range(histories.n_users):
        # queries that measure and those that build alternate, so kinds change every two
        turn = user_row // 2 % 8
        if turn % 2:
            rows, weights = histories.of(user_row)
            queries[user_row] = space.fold_in.vector(rows[:FEW_SONGS], weights[:FEW_SONGS])
        own = queries[user_row, : space.personal.dimensions]
        if turn == 7 and isinstance(space.fold_in, FewSignalsFoldIn) and own.any():
            near = space.fold_in.membership(own)
            queries[user_row] = np.concatenate([np.zeros(len(own)), near, [0]])
    return queries


def song_queries(space: ItemSpace, popularity: Float32) -> Float32:
    """What songs ask the index of likeness: half drawn by popularity, half evenly: float32 (m, d')."""
    generator = np.random.default_rng(0)
    fame = popularity.astype(np.float64) + 1e-9
    count = RECALL_SONGS // 2
    drawn = np.stack(
        [generator.choice(len(space), count, p=fame / fame.sum()), generator.choice(len(space), count)]
    )
    # queries that measure and those that build alternate: pairs of a kind
    songs = drawn.reshape(2, -1, 2).swapaxes(0, 1).reshape(-1).astype(np.int32)
    return space.likeness_queries(songs)
