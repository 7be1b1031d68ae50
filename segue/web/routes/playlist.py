"""Playlist continuation."""

from fastapi import APIRouter, Request, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, Unauthorized
from segue.web.answering import answer
from segue.web.dependencies import AskerDep, ProcessDep, ServingDep
from segue.web.openapi import EITHER_WAY, problems
from segue.web.replies.playlist import UNKNOWN, playlist_reply
from segue.web.schemas.playlist import Playlist, PlaylistWished

router = APIRouter(prefix="/recommendations", tags=["recommendations"])


@router.post(
    "/playlist",
    response_model=Playlist,
    responses=problems(BadRequest(UNKNOWN), Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def go_on(
    *, request: Request, body: PlaylistWished, serving: ServingDep, process: ProcessDep, asker: AskerDep
) -> Response:
    """Songs to add to a playlist, and of those given that are not recognised the nearest spelling."""
    return await answer(request, process, serving, playlist_reply, asker.ask(body), account=asker.account)
