"""How what was shown was received."""

from typing import Annotated

from fastapi import Query, Response

from segue.base.errors import Conflict
from segue.web.administration import reporting
from segue.web.answers import json_answer
from segue.web.dependencies import ProcessDep
from segue.web.fields import QueryDays, Text
from segue.web.openapi import SIGNED_IN, problems
from segue.web.routes.admin.router import admin_router
from segue.web.schemas.admin.online import Online

router = admin_router()


@router.get(
    "/online",
    response_model=Online,
    responses=problems(Conflict(reporting.AT_WORK)),
    openapi_extra=SIGNED_IN,
)
async def online(
    process: ProcessDep,
    days: Annotated[QueryDays, Query(description="The last so many.")] = 28,
    release: Annotated[Text | None, Query(description="This one alone.")] = None,
) -> Response:
    """Like, play, skip and dislike rates by release, surface and rank, with their intervals.

    Takes seconds; one that would take more than a minute is 503, for the command line to do.
    """
    office = process.office
    return json_answer(
        await office.run(lambda: reporting.online(office.settings, days=days, release=release))
    )
