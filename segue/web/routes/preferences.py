"""How a listener wants to be answered."""

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from segue.accounts.preferences import preferences, store_preferences
from segue.accounts.taste import Preferences
from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized
from segue.base.ids import AccountId
from segue.web.answers import json_answer
from segue.web.dependencies import AccountDep
from segue.web.openapi import SIGNED_IN, problems
from segue.web.schemas.listeners import Preferred

router = APIRouter(prefix="/me/preferences", tags=["listeners"])


@router.get(
    "",
    response_model=Preferred,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def preferred(account: AccountDep) -> Response:
    """What holds for every recommendation that does not say otherwise itself."""
    return json_answer(await account.run(preferences))


@router.put(
    "",
    response_model=Preferred,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def prefer(body: Preferred, account: AccountDep) -> Response:
    """Put preferences in the place of the stored ones; what is left out goes back to its default."""
    wanted = Preferences(body.discovery, body.explicit, body.diversity, body.private)

    def change(connection: Connection, user_id: AccountId) -> None:
        store_preferences(connection, user_id, wanted)

    await account.run(change, write=True)
    return json_answer(wanted)
