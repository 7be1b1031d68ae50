"""Onboarding."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized
from segue.web.answering import everyones
from segue.web.ask import n_texts
from segue.web.dependencies import SOUND_TOKEN, ProcessDep, ServingDep
from segue.web.openapi import EITHER_WAY, problems
from segue.web.replies.onboarding import onboarding_reply
from segue.web.schemas.onboarding import Choices, OnboardingQuery

router = APIRouter(tags=["search"])


@router.get(
    "/catalog/onboarding",
    response_model=Choices,
    responses=problems(Unauthorized(REFUSAL)),
    dependencies=[SOUND_TOKEN],
    openapi_extra=EITHER_WAY,
)
async def choices(
    request: Request, process: ProcessDep, serving: ServingDep, query: Annotated[OnboardingQuery, Query()]
) -> Response:
    """Well-known songs by different artists whose choice tells most about a taste, given those made already.

    Ask again with what was chosen and skipped; what was chosen goes to the cold start as `seeds`.
    """
    return await everyones(
        request,
        process,
        serving,
        "onboarding",
        lambda: onboarding_reply(serving, query),
        resolved=n_texts(query),
    )
