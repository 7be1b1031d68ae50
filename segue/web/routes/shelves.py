"""Shelves."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized
from segue.web.answering import answer
from segue.web.dependencies import AskerDep, ProcessDep, ServingDep
from segue.web.fields import QueryLimit, Text
from segue.web.openapi import EITHER_WAY, problems
from segue.web.replies.shelves import shelves_reply
from segue.web.schemas.recommendations import Categories, ShelvesWished

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
    seed: Annotated[
        Text | None,
        Query(
            description="Any text varies the answer, the same text always in the same way; a song's id also "
            "counts as a song the listener likes."
        ),
    ] = None,
    limit: QueryLimit = 8,
) -> Response:
    """The shelves of a "For you" page for today; somebody new gets shelves too."""
    wished = ShelvesWished(seed=seed, limit=limit)
    return await answer(request, process, serving, shelves_reply, asker.ask(wished))
