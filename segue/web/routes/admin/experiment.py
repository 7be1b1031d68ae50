"""The comparison of two releases on listeners."""

import logging
from typing import Any, Final

from fastapi import Response

from segue.base.errors import Conflict, DataError, NotFound, ReleaseRefused
from segue.releases.experiment import Ended, Experiment
from segue.releases.experiments import NOTHING_KEPT, Experiments
from segue.web.administration import reporting
from segue.web.administration.office import NO_RELEASE, Office
from segue.web.answers import json_answer
from segue.web.dependencies import AdminDep, ProcessDep
from segue.web.openapi import SIGNED_IN, problems
from segue.web.routes.admin.router import admin_router
from segue.web.schemas.admin.online import Begun, Challenge, End, ExperimentState, Over

router = admin_router()

MOST_ENDED: Final = 50
NONE_RUNS = "No experiment runs; PUT /admin/experiment begins one."
ONE_RUNS = "An experiment runs; DELETE /admin/experiment ends it."
_NO_REASON = End()

logger = logging.getLogger(__name__)


@router.get("/experiment", response_model=ExperimentState, openapi_extra=SIGNED_IN)
async def experiment(process: ProcessDep) -> Response:
    """What runs, whether it is paused and why, what is over, and whom listeners prefer so far."""
    return json_answer(await process.office.run(lambda: _state(process.office)))


def _state(office: Office) -> dict[str, Any]:
    experiments = Experiments(office.store)
    try:
        running, paused, ended = experiments.running(), experiments.paused(), experiments.ended()
    except DataError as error:  # its file is damaged; the sentence says how to go on
        raise Conflict(str(error)) from error
    latest = running or (ended[-1].experiment if ended else None)
    return {
        "running": running and running.model_dump(mode="json"),
        "paused": paused,
        "ended": [each.model_dump(mode="json") for each in reversed(ended[-MOST_ENDED:])],
        "verdict": latest and reporting.verdict(office.settings, latest.id),
    }


@router.put(
    "/experiment",
    response_model=Begun,
    responses=problems(NotFound(NO_RELEASE), Conflict(ONE_RUNS), Conflict(NOTHING_KEPT)),
    openapi_extra=SIGNED_IN,
)
async def begin(body: Challenge, process: ProcessDep, admin: AdminDep) -> Response:
    """Set a release against the one in service from now on; at most one experiment runs."""
    begun = await process.office.run(lambda: _begun(process.office, body))
    fields = {"user_id": admin.id, "experiment": begun.id}
    logger.info("experiment begun", extra={"fields": fields})
    return json_answer({"running": begun.model_dump(mode="json")})


def _begun(office: Office, wish: Challenge) -> Experiment:
    if office.settings.impression_days == 0:
        raise Conflict(NOTHING_KEPT)
    challenger, experiments = office.known(wish.challenger), Experiments(office.store)
    try:
        if experiments.running() is not None:
            raise Conflict(ONE_RUNS)
        return experiments.start(
            challenger,
            share=wish.share,
            reason=wish.reason,
            first_look_days=wish.first_look_days,
            aa=wish.aa,
        )
    except (DataError, NotFound, ReleaseRefused) as error:
        raise Conflict(str(error)) from error


@router.delete(
    "/experiment",
    response_model=Over,
    responses=problems(NotFound(NONE_RUNS)),
    openapi_extra=SIGNED_IN,
)
async def end(process: ProcessDep, admin: AdminDep, body: End = _NO_REASON) -> Response:
    """End the experiment that runs; its verdict stays."""
    ended = await process.office.run(lambda: _ended(process.office, body.reason))
    fields = {"user_id": admin.id, "experiment": ended and ended.experiment.id}
    logger.info("experiment ended", extra={"fields": fields})
    return json_answer({"stopped": True, "ended": ended and ended.model_dump(mode="json")})


def _ended(office: Office, reason: str) -> Ended | None:
    try:
        return Experiments(office.store).stop(reason=reason)
    except NotFound:
        raise NotFound(NONE_RUNS) from None
