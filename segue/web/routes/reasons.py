"""Why a song is recommended."""

from fastapi import APIRouter, Request, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, Unauthorized
from segue.web.answering import answer
from segue.web.dependencies import AskerDep, ProcessDep, ServingDep
from segue.web.names import UNKNOWN_SONG
from segue.web.openapi import EITHER_WAY, problems
from segue.web.replies.reasons import NOTHING_KNOWN, reasons_reply
from segue.web.schemas.reasons import Explanation, Why

router = APIRouter(prefix="/recommendations", tags=["recommendations"])


@router.post(
    "/reasons",
    response_model=Explanation,
    responses=problems(BadRequest(UNKNOWN_SONG), BadRequest(NOTHING_KNOWN), Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def why(
    *, request: Request, body: Why, serving: ServingDep, process: ProcessDep, asker: AskerDep
) -> Response:
    """What each of the listener's songs brings to the score of one song, and its rank without them."""
    return await answer(request, process, serving, reasons_reply, asker.ask(body), account=asker.account)
