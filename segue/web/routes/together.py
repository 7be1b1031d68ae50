"""Hearing music together."""

from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Request, Response

from segue.accounts.taste import Taste
from segue.accounts.tokens import REFUSAL, Claims
from segue.base.errors import BadRequest, Unauthorized
from segue.web.answering import answer
from segue.web.dependencies import AskerDep, ProcessDep, ServingDep, read_taste
from segue.web.openapi import EITHER_WAY, problems
from segue.web.process import Process
from segue.web.replies.together import together_reply
from segue.web.schemas.together import Invited, Member, TogetherSongs, TogetherWished

router = APIRouter(prefix="/recommendations", tags=["recommendations"])

ENDED = "Member {}: the invitation is not valid any more. Ask for a new one."


@router.post(
    "/together",
    response_model=TogetherSongs,
    responses=problems(
        BadRequest("Member 2: nothing is known of their taste; name songs of the catalogue."),
        BadRequest(ENDED.format(2)),
        Unauthorized(REFUSAL),
    ),
    openapi_extra=EITHER_WAY,
)
async def hear_together(
    *, request: Request, body: TogetherWished, serving: ServingDep, process: ProcessDep, asker: AskerDep
) -> Response:
    """Songs for two to eight people at once; nobody is given what they keep away."""
    ask = asker.ask(body)
    ask = replace(ask, members=await _invited(process, body.members, ask.moment))
    return await answer(request, process, serving, together_reply, ask, account=asker.account)


async def _invited(process: Process, members: list[Member], now: datetime) -> tuple[Taste, ...]:
    """What is stored of those whose invitations a body holds, in order; no database is asked without any.

    An account is read once, in a transaction of its own: eight that like thousands of songs would keep
    others from the database for longer than these are willing to wait.
    """
    known: dict[Claims, Taste] = {}
    found = []
    for number, member in enumerate(members, 1):
        if isinstance(member, Invited):
            try:
                claims = process.invitations.verify(member.invitation)
                if claims not in known:
                    known[claims] = await read_taste(process, claims, now)
            except Unauthorized:  # of the guest, not of whoever asks
                raise BadRequest(ENDED.format(number)) from None
            found.append(known[claims])
    return tuple(found)
