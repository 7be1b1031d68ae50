"""Sealing: a candidate gets its index, the verdict of the gate and its report."""

from segue.base.arrays import Float32
from segue.base.errors import DataError
from segue.base.ids import ReleaseId
from segue.base.progress import SILENT, Progress
from segue.factors.snapshot import Snapshot
from segue.recommend.firstpages import find_first_pages
from segue.releases.index import IndexSettings, build_index
from segue.releases.manifest import Verdict
from segue.releases.reader import OpenCandidate, open_candidate
from segue.releases.seal import seal
from segue.releases.store import ReleaseStore
from segue.training.candidate import stored_pairs, stored_space
from segue.training.gate import Contender
from segue.training.promotion import judge_for

RECALL_LISTENERS = 1000


def seal_candidate(
    store: ReleaseStore, candidate_id: str, settings: IndexSettings, progress: Progress = SILENT
) -> ReleaseId:
    """Build the index of a candidate, judge both against the current release, and write it all with a report.

    What comes up next for a stranger is found for every song, so that serving looks it up. The index's
    recall@50 is measured on listeners' vectors. A verdict against it keeps no release from being written,
    only from being promoted.

    Raises :class:`NotFound` where there is no such candidate, :class:`ReleaseRefused` for one that does not
    verify, :class:`DataError` where the libraries that draw are missing, and what
    :func:`segue.releases.seal.seal` raises.
    """
    candidate = open_candidate(store.candidate_path(candidate_id))
    vectors, queries = candidate.arrays["item_vectors"], listener_queries(candidate)
    index = build_index(vectors, settings, queries=queries, progress=progress)
    verdict = judge_for(store, Contender.of(candidate, index.entry), progress)
    fold_in = candidate.manifest.fold_in.model_dump()
    snapshot = Snapshot.from_arrays(candidate.id, fold_in, candidate.arrays, index.index)
    pages = find_first_pages(snapshot, progress)
    report = _report(candidate, verdict, progress)
    return seal(store, candidate, index, gate=verdict, files=report, arrays=pages.arrays())


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


def listener_queries(candidate: OpenCandidate) -> Float32:
    """Vectors of up to :data:`RECALL_LISTENERS` training listeners, evenly spread: float32 (m, d)."""
    space = stored_space(candidate.manifest.fold_in, candidate.arrays)
    pairs = stored_pairs(candidate.arrays, len(space))
    return space.listeners(pairs.take(pairs.evenly(RECALL_LISTENERS)).as_seeds())
