"""Up next."""

from typing import Any

from fastapi import APIRouter, Request, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, Unauthorized
from segue.web import cursor
from segue.web.answering import answer
from segue.web.cursor import Cursor
from segue.web.dependencies import AskerDep, ProcessDep, ServingDep
from segue.web.names import NOT_IN_MODEL
from segue.web.openapi import EITHER_WAY, problems
from segue.web.process import Process
from segue.web.replies.upnext import up_next_reply
from segue.web.schemas.upnext import SimilarTo, UpNext
from segue.web.serving import Serving
from segue.web.trace import trace_of

router = APIRouter(prefix="/recommendations", tags=["recommendations"])


@router.post(
    "/similar",
    response_model=UpNext,
    responses=problems(
        BadRequest(NOT_IN_MODEL.format("x")), BadRequest(cursor.REFUSAL), Unauthorized(REFUSAL)
    ),
    openapi_extra=EITHER_WAY,
)
async def up_next(
    *, request: Request, body: SimilarTo, serving: ServingDep, process: ProcessDep, asker: AskerDep
) -> Response:
    """Songs that go well after the one that plays, and with a cursor those after them, without repeats.

    The same ``seed`` gives the same answer everywhere. A queue keeps to the release it began with while that
    is kept, unless it does not know the song.
    """
    if body.cursor is not None:
        payload = process.cursors.opened(body.cursor)
        body = body.model_copy(update={"cursor": payload})
        serving = await _pinned(process, serving, payload, body.song)
        trace = trace_of(request.scope)
        trace.release_id, trace.asked = serving.release_id, None  # which release answers is not for good

    def signed(content: dict[str, Any]) -> dict[str, Any]:
        following = content["cursor"]
        return content | {"cursor": following and process.cursors.signed(following)}

    return await answer(
        request, process, serving, up_next_reply, asker.ask(body), account=asker.account, completed=signed
    )


async def _pinned(process: Process, served: Serving, payload: str, song: str) -> Serving:
    """The release a queue began with; the one served now where that is gone or does not know the song."""
    pinned = await process.pinned.get(Cursor.parse(payload).release_id, served)
    return served if pinned is None or pinned.catalogue.resolve(song) is None else pinned
