"""Releases: what there is, what they say of themselves, and which one is in service."""

import logging
from typing import Annotated, Any, Final

from fastapi import Query, Response

from segue.base.errors import Conflict, GateRefused, NotFound, ReleaseRefused
from segue.base.ids import AccountId, ReleaseId
from segue.releases.files import check_file
from segue.releases.history import Promotion
from segue.releases.names import REPORT_FILE
from segue.web.administration import promoting
from segue.web.administration.listing import Line
from segue.web.administration.office import NO_RELEASE, Office
from segue.web.answers import json_answer
from segue.web.dependencies import AdminDep, ProcessDep
from segue.web.fields import PathText, QueryLimit
from segue.web.openapi import SIGNED_IN, problems
from segue.web.routes.admin.router import admin_router
from segue.web.schemas.admin.releases import (
    History,
    Promote,
    Promoted,
    ReleaseManifest,
    Releases,
    RollBack,
    RolledBack,
)

router = admin_router()

REPORT_HEADERS: Final = {
    # A page of ours, made from strangers' titles: it runs nothing, loads nothing and is of no origin, so that
    # nothing in it could act for the administrator who reads it.
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
MOST_REPORT_BYTES: Final = 64 << 20
NO_REPORT = "This release was made without a report."
_ANY_WISH, _NO_REASON = Promote(), RollBack()
_HTML = {"content": {"text/html": {"schema": {"type": "string", "examples": ["<!doctype html>…"]}}}}

logger = logging.getLogger(__name__)


@router.get("/releases", response_model=Releases, openapi_extra=SIGNED_IN)
async def releases(process: ProcessDep) -> Response:
    """The releases that are there, the newest first, at most 100.

    Their files are not read for it: what is missing or cut short is told under `refused`, and whatever
    promotes verifies every byte.
    """
    return json_answer(await process.office.run(lambda: _listed(process.office)))


def _listed(office: Office) -> dict[str, Any]:
    current = office.store.named()
    forced = {move.release for move in office.store.history() if move.forced}
    lines = [_line(line, current, forced) for line in office.releases.newest_first()]
    return {"current": current, "releases": lines}


def _line(line: Line, current: ReleaseId | None, forced: set[ReleaseId]) -> dict[str, Any]:
    told, gate = line.summary, line.summary and line.summary.gate
    return {
        "id": line.id,
        "current": line.id == current,
        "refused": line.refused,
        "forced": line.id in forced,
        "created_at": told and told.created_at,
        "trainer": told and told.trainer,
        "songs": told and told.n_songs,
        "ndcg_at_20": told and told.ndcg,
        "popularity_ndcg_at_20": told and told.popularity_ndcg,
        "gate": gate and gate.model_dump(mode="json"),
        "sources": [source.model_dump(mode="json") for source in told.sources] if told else [],
    }


@router.get(
    "/releases/{release_id}",
    response_model=ReleaseManifest,
    responses=problems(NotFound(NO_RELEASE)),
    openapi_extra=SIGNED_IN,
)
async def manifest(release_id: PathText, process: ProcessDep) -> Response:
    """All that a release says of itself: its manifest."""
    found = await process.office.run(lambda: process.office.manifest(release_id).model_dump(mode="json"))
    return json_answer(found)


@router.get(
    "/releases/{release_id}/report",
    response_class=Response,
    responses={200: _HTML, **problems(NotFound(NO_RELEASE), NotFound(NO_REPORT))},
    openapi_extra=SIGNED_IN,
)
async def report(release_id: PathText, process: ProcessDep) -> Response:
    """The report of a release: one page that needs no network, and is kept from doing anything."""
    page = await process.office.run(lambda: _report(process.office, release_id))
    return Response(page, headers=REPORT_HEADERS, media_type="text/html")


def _report(office: Office, release_id: str) -> bytes:
    folder, entry = office.store.root / release_id, office.manifest(release_id).files.get(REPORT_FILE)
    if entry is None:
        raise NotFound(NO_REPORT)
    if entry.size > MOST_REPORT_BYTES:
        raise Conflict("The report is too large to be sent; `python main.py report` says where it lies.")
    try:
        check_file(folder, REPORT_FILE, entry)
        return (folder / REPORT_FILE).read_bytes()
    except ReleaseRefused as error:
        raise Conflict(f"{release_id} is refused: {error}.") from error
    except OSError as error:
        raise NotFound(NO_RELEASE) from error  # pruned meanwhile


@router.get("/history", response_model=History, openapi_extra=SIGNED_IN)
async def history(
    process: ProcessDep, limit: Annotated[QueryLimit, Query(description="How many.")] = 50
) -> Response:
    """What was made current when, by whom and why, the last first.

    `by` is the number of an account, `null` for the command line.
    """
    moves = await process.office.run(process.office.store.history)
    return json_answer({"promotions": [_move(move) for move in reversed(moves[-limit:])]})


@router.post(
    "/releases/{release_id}/promote",
    response_model=Promoted,
    responses=problems(
        NotFound(NO_RELEASE), GateRefused("The gate refuses it: ranking."), Conflict(promoting.AT_WORK)
    ),
    openapi_extra=SIGNED_IN,
)
async def promote(
    release_id: PathText, process: ProcessDep, admin: AdminDep, body: Promote = _ANY_WISH
) -> Response:
    """Put a release before the gate, and in service if that lets it pass; the answer is the outcome.

    Takes seconds, up to two minutes. 409 `gate-refused` names the checks that failed under `checks`; `force`
    overrules them and needs a `reason`. APIs take it up within a second or two.
    """
    office = process.office

    def work() -> promoting.Promoted:
        return promoting.promote(
            office.settings, office.known(release_id), reason=body.reason, force=body.force, by=admin.id
        )

    fields = {"user_id": admin.id, "release": release_id, "forced": body.force}
    try:
        promoted = await office.run(work)
    except GateRefused:
        logger.info("promotion refused", extra={"fields": fields})
        raise
    logger.info("promoted", extra={"fields": fields})
    return json_answer(promoted.model_dump(mode="json"))


@router.post(
    "/roll-back",
    response_model=RolledBack,
    responses=problems(Conflict("There is no earlier release to roll back to.")),
    openapi_extra=SIGNED_IN,
)
async def roll_back(process: ProcessDep, admin: AdminDep, body: RollBack = _NO_REASON) -> Response:
    """Put the release in service that was so before. What served before needs no gate."""
    move = await process.office.run(lambda: _rolled_back(process.office, admin.id, body.reason))
    logger.info("rolled back", extra={"fields": {"user_id": admin.id, "release": move.release}})
    return json_answer({"promotion": _move(move)})


def _rolled_back(office: Office, by: AccountId, reason: str) -> Promotion:
    try:
        return office.store.roll_back(reason=reason, by=by)
    except (NotFound, ReleaseRefused) as error:
        raise Conflict(str(error)) from error


def _move(move: Promotion) -> dict[str, Any]:
    return move.model_dump(mode="json")
