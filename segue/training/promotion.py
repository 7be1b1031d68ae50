"""The way into service: through the gate, or past it on record."""

import logging

from segue.base.errors import GateRefused, NotFound, ReleaseRefused
from segue.base.ids import AccountId, ReleaseId
from segue.base.progress import SILENT, Progress
from segue.releases.history import Promotion
from segue.releases.manifest import Verdict
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.releases.verify import verify
from segue.training.gate import Contender, judge

logger = logging.getLogger("segue.training")


def judge_for(store: ReleaseStore, candidate: Contender, progress: Progress = SILENT) -> Verdict:
    """Judge a candidate against the release that is current in a store.

    Where that can't be opened, the candidate is judged as a first release is, and a warning is logged.
    """
    named = store.named()  # once: where another becomes current meanwhile, the verdict is not about that one
    verdict = judge(candidate, _opened(store, named), progress)
    return verdict.model_copy(update={"against": named})


def verdict_on(store: ReleaseStore, release_id: str, progress: Progress = SILENT) -> Verdict:
    """The verdict a release was sealed with, or a new one where another release is current now.

    Raises :class:`NotFound` and :class:`ReleaseRefused` as promoting it would.
    """
    sealed = verify(store.path(release_id)).gate
    if sealed is not None and sealed.against == store.named():
        return sealed
    return judge_for(store, Contender.of(open_release(store.path(release_id))), progress)


def promote(
    store: ReleaseStore,
    release_id: str,
    verdict: Verdict,
    *,
    reason: str = "",
    force: bool = False,
    by: AccountId | None = None,
) -> Promotion:
    """Make a release current that the gate lets pass, or any with ``force``.

    The history says of one that was forced which checks it failed, and ``by`` whom it was asked for.

    Raises :class:`GateRefused` where a check failed, and what :meth:`ReleaseStore.promote` raises. Then
    nothing has changed.
    """
    if verdict.passed:
        return store.promote(release_id, reason=reason, verdict=verdict, by=by)
    failed = ", ".join(check.name for check in verdict.failed)
    if not force:
        raise GateRefused(
            f"The gate refuses {release_id}: {failed}. {verdict.stays} "
            f"`python main.py promote {release_id} --force` overrules it, on record."
        )
    said = f"over the gate ({failed}): {reason}" if reason else f"over the gate ({failed})"
    return store.promote(release_id, reason=said, forced=True, verdict=verdict, by=by)


def live_contender(store: ReleaseStore) -> Contender | None:
    """The release in service; ``None``, with a warning logged, where it can't be opened."""
    return _opened(store, store.named())


def _opened(store: ReleaseStore, named: ReleaseId | None) -> Contender | None:
    if named is None:
        return None
    try:
        return Contender.of(open_release(store.path(named)))
    except (NotFound, ReleaseRefused) as error:
        logger.warning("the gate has nothing to compare with", extra={"fields": {"reason": str(error)}})
        return None
