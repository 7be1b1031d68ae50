"""Sealing: a candidate gets its index, judged on its own listeners' queries."""

from segue.base.arrays import Float32
from segue.base.ids import ReleaseId
from segue.base.progress import SILENT, Progress
from segue.releases.index import IndexSettings
from segue.releases.reader import OpenCandidate, open_candidate
from segue.releases.seal import seal
from segue.releases.store import ReleaseStore
from segue.training.candidate import stored_pairs, stored_space

RECALL_LISTENERS = 1000


def seal_candidate(
    store: ReleaseStore, candidate_id: str, settings: IndexSettings, progress: Progress = SILENT
) -> ReleaseId:
    """Build the index of a candidate and write the release; its recall@50 is measured on listeners' vectors.

    Raises :class:`NotFound` where there is no such candidate, :class:`ReleaseRefused` for one that does not
    verify, and what :func:`segue.releases.seal.seal` raises.
    """
    candidate = open_candidate(store.candidate_path(candidate_id))
    return seal(store, candidate, settings, queries=listener_queries(candidate), progress=progress)


def listener_queries(candidate: OpenCandidate) -> Float32:
    """Vectors of up to :data:`RECALL_LISTENERS` training listeners, evenly spread: float32 (m, d)."""
    space = stored_space(candidate.manifest.fold_in, candidate.arrays)
    pairs = stored_pairs(candidate.arrays, len(space))
    return space.listeners(pairs.take(pairs.evenly(RECALL_LISTENERS)).as_seeds())
