"""From a candidate to a release: the same arrays and files, with the vector index added."""

from collections.abc import Mapping

from segue.base.arrays import AnyArray
from segue.base.ids import ReleaseId
from segue.releases.index import BuiltIndex
from segue.releases.manifest import Verdict
from segue.releases.reader import OpenCandidate
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder


def seal(
    store: ReleaseStore,
    candidate: OpenCandidate,
    index: BuiltIndex,
    *,
    gate: Verdict | None = None,
    likeness: BuiltIndex | None = None,
    files: Mapping[str, bytes] | None = None,
    arrays: Mapping[str, AnyArray] | None = None,
) -> ReleaseId:
    """Write a candidate and its index as a release, with the current release as its parent.

    The candidate stays. Nothing becomes current; that is :meth:`ReleaseStore.promote`.

    Args:
        store: of both.
        candidate: which one.
        index: over its item vectors.
        gate: the verdict of the gate.
        likeness: the index of what likeness compares.
        files: what joins the candidate's own, by file name, such as ``report.html``.
        arrays: what joins the candidate's own, by name.

    Raises:
        ReleaseRefused: ``current`` can't name a release.
        Unavailable: the release can't be written.
    """
    draft = candidate.manifest.draft.model_copy(update={"parent": store.current_id(), "gate": gate})
    joined = {**candidate.files, **(files or {})}
    found = {**candidate.arrays, **(arrays or {})}
    return write_folder(store, "release", found, joined, draft, index=index, likeness=likeness)
