"""From a candidate to a release: the same arrays and files, with the vector index added."""

from segue.base.arrays import Float32
from segue.base.ids import ReleaseId
from segue.base.progress import SILENT, Progress
from segue.releases.index import IndexSettings, build_index
from segue.releases.reader import OpenCandidate
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder


def seal(
    store: ReleaseStore,
    candidate: OpenCandidate,
    settings: IndexSettings,
    *,
    queries: Float32 | None = None,
    progress: Progress = SILENT,
) -> ReleaseId:
    """Build the index of a candidate and write both as a release, with the current release as its parent.

    The candidate stays. Nothing becomes current; that is :meth:`ReleaseStore.promote`.

    Args:
        store: of both.
        candidate: which one.
        settings: which index.
        queries: float32 (m, d), listeners' vectors to measure the index's recall on.
        progress: shown while songs are indexed.

    Raises:
        ReleaseRefused: ``current`` can't name a release.
        Unavailable: the release can't be written.
    """
    parent = store.current_id()
    built = build_index(candidate.arrays["item_vectors"], settings, queries=queries, progress=progress)
    draft = candidate.manifest.draft.model_copy(update={"parent": parent})
    return write_folder(store, "release", candidate.arrays, candidate.files, draft, index=built)
