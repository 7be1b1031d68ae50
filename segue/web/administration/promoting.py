"""Promoting for an administrator: the same command, gate and history as on the command line."""

import logging
from typing import Final

from pydantic import BaseModel, ValidationError

from segue.base.errors import Conflict, GateRefused, Unavailable
from segue.base.ids import AccountId
from segue.base.settings import Settings
from segue.releases.history import Promotion
from segue.releases.manifest import Check, Verdict
from segue.web.administration.commands import alone, run

SECONDS: Final = 120.0
"""The gate takes seconds, and what passes is read from the first byte to the last."""
AT_WORK = "A release is being promoted right now. Wait for its end."
FAILED = "The promotion failed for a reason the log of the API has. See what is in service."
_LOCK: Final = ".promoting.lock"

MOST_CHECKS: Final = 8
_LONGEST: Final = 120
"""Characters of what a failed check says: all of them fit into a small answer."""

logger = logging.getLogger(__name__)


class Promoted(BaseModel):
    """What came of it.

    Attributes:
        gate: what the gate said.
        promotion: the line of the history; ``None`` where the gate refused.
    """

    gate: Verdict
    promotion: Promotion | None


def promote(settings: Settings, release_id: str, *, reason: str, force: bool, by: AccountId) -> Promoted:
    """Put a release before the gate and make it current if that lets it pass; takes seconds.

    Args:
        settings: where the releases are.
        release_id: of one that is there.
        reason: stands in the history.
        force: whether a refusal is overruled, on record.
        by: the account of the administrator, for the history.

    Raises:
        GateRefused: with the checks that failed; nothing has changed.
        Conflict: another promotion is at work, or the release can't be promoted as it is.
        Unavailable: it took too long, or failed.
    """
    words = ["promote", release_id, "--json", f"--reason={reason}", f"--by={by}"]
    with alone(settings.artifacts_dir / _LOCK, AT_WORK) as lock:
        done = run(settings, [*words, "--force"] if force else words, seconds=SECONDS, lock=lock)
    if done.refused:
        raise Conflict(done.sentence)
    try:
        promoted = Promoted.model_validate_json(done.output)
    except ValidationError:
        fields = {"exit_code": done.code, "said": done.sentence}
        logger.error("promotion failed", extra={"fields": fields})  # noqa: TRY400 - what it printed is no cause
        raise Unavailable(FAILED) from None
    if promoted.promotion is None:
        raise _refusal(release_id, promoted.gate)
    return promoted


def _refusal(release_id: str, verdict: Verdict) -> GateRefused:
    failed = verdict.failed[:MOST_CHECKS]
    names = ", ".join(check.name for check in failed)
    return GateRefused(
        f"The gate refuses {release_id}: {names}. {verdict.stays} `force` with a `reason` overrules it, "
        "on record.",
        checks=[_told(check) for check in failed],
    )


def _told(check: Check) -> dict[str, str]:
    texts = {"measured": check.measured, "bound": check.bound, "reason": check.reason}
    return {"name": check.name} | {name: text[:_LONGEST] for name, text in texts.items()}
