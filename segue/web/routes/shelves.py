"""Shelves."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized
from segue.web.answering import answer
from segue.web.dependencies import AskerDep, ProcessDep, ServingDep
from segue.web.openapi import EITHER_WAY, problems
from segue.web.replies.shelves import shelves_reply
from segue.web.schemas.shelves import Categories, ShelvesQuery

router = APIRouter(prefix="/recommendations", tags=["recommendations"])


@router.get(
    "/categories",
    response_model=Categories,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def for_you(
    *,
    request: Request,
    serving: ServingDep,
    process: ProcessDep,
    asker: AskerDep,
    query: Annotated[ShelvesQuery, Query()],
) -> Response:
    """The shelves of a "For you" page for today; somebody new gets shelves too."""
    return await answer(
        request, process, serving, shelves_reply, asker.ask(query.wished()), account=asker.account
    )
