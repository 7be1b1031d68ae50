"""Inviting others to hear music together."""

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from segue.accounts.tokens import INVITATION_LIFETIME, REFUSAL, Claims
from segue.base.errors import Unauthorized
from segue.base.ids import AccountId
from segue.web.answers import json_answer
from segue.web.dependencies import AccountDep, NowDep, ProcessDep
from segue.web.openapi import SIGNED_IN, problems
from segue.web.schemas.together import InvitationGiven

router = APIRouter(tags=["listeners"])


@router.post(
    "/me/invitations",
    status_code=201,
    response_model=InvitationGiven,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def invite(account: AccountDep, process: ProcessDep, now: NowDep) -> Response:
    """Let whoever holds the answer ask for songs for several, you among them, for a day.

    Answers show how well songs suit you, and a song that is missing is one you know or keep away; nothing
    says which of the two. Ending all sign-ins ends it too.
    """

    def own(_: Connection, user_id: AccountId) -> AccountId:
        return user_id

    claims = Claims(await account.run(own), account.claims.token_version)
    ends = now.replace(microsecond=0) + INVITATION_LIFETIME
    invitation = process.invitations.sign(claims, until=ends)
    return json_answer({"invitation": invitation, "expires_at": ends.isoformat()}, 201)
