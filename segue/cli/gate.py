"""How verbs put a release before the gate, and what a person sees of its verdict."""

from collections.abc import Mapping
from typing import Any

from segue.base.errors import GateRefused
from segue.base.ids import AccountId
from segue.cli.console import Bars, say, show_json, show_table
from segue.releases.manifest import Verdict
from segue.releases.store import ReleaseStore
from segue.training.promotion import promote, verdict_on


def promote_and_tell(
    store: ReleaseStore,
    release_id: str,
    *,
    reason: str,
    force: bool,
    as_json: bool,
    said: Mapping[str, Any] | None = None,
    by: AccountId | None = None,
) -> None:
    """Promote through the gate and show the verdict, whichever way it went.

    Args:
        store: of the release.
        release_id: which one.
        reason: stands in the history.
        force: whether a refusal is overruled.
        as_json: print one JSON object, on which ``said`` stands too.
        said: what the verb has to tell beside it.
        by: the account it is asked for by, for the history; ``None``: the operator.

    Raises :class:`GateRefused` after showing why, and what promoting raises.
    """
    verdict = verdict_on(store, release_id, Bars())
    if not as_json:
        show_verdict(verdict)
    told = {**(said or {}), "release": release_id, "gate": verdict.model_dump(mode="json")}
    try:
        promotion = promote(store, release_id, verdict, reason=reason, force=force, by=by)
    except GateRefused:
        if as_json:
            show_json(told | {"promotion": None})
        raise
    if as_json:
        show_json(told | {"promotion": promotion.model_dump(mode="json")})
        return
    forced = "forced past the gate, " if promotion.forced else ""
    say(f"{promotion.release} is current ({forced}before: {promotion.previous or 'none'})")


def show_verdict(verdict: Verdict) -> None:
    """Every check: what was measured, what it had to keep, and what that means."""
    show_table(
        f"the gate: compared with {verdict.against}" if verdict.against else "the gate: a first release",
        ["check", "", "measured"],
        (
            [
                check.name,
                "passed" if check.passed else "REFUSED",
                f"{check.measured}\n  bound: {check.bound}\n  {check.reason}",
            ]
            for check in verdict.checks
        ),
        align="left",
    )


def outcome(verdict: Verdict | None) -> str:
    """A verdict in a few words; empty where there was none."""
    if verdict is None:
        return ""
    failed = ", ".join(check.name for check in verdict.failed)
    return f"refused: {failed}" if failed else "passed"
