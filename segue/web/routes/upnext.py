"""Up next."""

from fastapi import APIRouter, Request, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, Unauthorized
from segue.web.answering import answer
from segue.web.dependencies import AskerDep, ProcessDep, ServingDep
from segue.web.openapi import EITHER_WAY, problems
from segue.web.replies.upnext import up_next_reply
from segue.web.schemas.recommendations import Recommendations, SimilarTo

router = APIRouter(prefix="/recommendations", tags=["recommendations"])


@router.post(
    "/similar",
    response_model=Recommendations,
    responses=problems(BadRequest("Song 'x' not in model catalogue."), Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def up_next(
    *, request: Request, body: SimilarTo, serving: ServingDep, process: ProcessDep, asker: AskerDep
) -> Response:
    """Songs that go well after the one that plays. The same ``seed`` gives the same answer everywhere."""
    return await answer(request, process, serving, up_next_reply, asker.ask(body))
