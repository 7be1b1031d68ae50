"""Retraining now."""

from typing import Any

from fastapi import Response

from segue.base.errors import Conflict
from segue.training.retraining.state import read_state
from segue.web.administration.office import Office
from segue.web.administration.retraining import AT_WORK, NO_ARGUMENTS, NO_LIBRARIES
from segue.web.answers import json_answer
from segue.web.dependencies import AdminDep, ProcessDep
from segue.web.openapi import SIGNED_IN, problems
from segue.web.routes.admin.router import admin_router
from segue.web.schemas.admin.retraining import RetrainingState, Started

router = admin_router()


@router.get("/retrain", response_model=RetrainingState, openapi_extra=SIGNED_IN)
async def retraining(process: ProcessDep) -> Response:
    """How the retraining under way goes, or how the last one went, whoever began it."""
    return json_answer(await process.office.run(lambda: _state(process.office)))


def _state(office: Office) -> dict[str, Any]:
    at_work = office.retraining.is_at_work()
    state = read_state(office.store.root)
    return {"at_work": at_work, "retraining": state and state.model_dump(mode="json")}


@router.post(
    "/retrain",
    status_code=202,
    response_model=Started,
    responses=problems(Conflict(AT_WORK), Conflict(NO_ARGUMENTS), Conflict(NO_LIBRARIES)),
    openapi_extra=SIGNED_IN,
)
async def retrain(process: ProcessDep, admin: AdminDep) -> Response:
    """Begin a retraining with the words of `RETRAIN_ARGUMENTS`; it goes on without this API."""
    await process.office.run(lambda: process.office.retraining.start(admin.id))
    return json_answer({"started": True}, 202)
