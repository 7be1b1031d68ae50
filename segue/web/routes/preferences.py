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
from segue.web.schemas.listeners import PreferencesWished, Preferred

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
async def prefer(body: PreferencesWished, account: AccountDep) -> Response:
    """Put preferences in the place of the stored ones; what is left out goes back to its default.

    ``private`` alone stays as it is then: a client that does not know of it makes no account public.
    """

    def change(connection: Connection, user_id: AccountId) -> Preferences:
        private = preferences(connection, user_id).private if body.private is None else body.private
        wanted = Preferences(body.discovery, body.explicit, body.diversity, private)
        store_preferences(connection, user_id, wanted)
        return wanted

    return json_answer(await account.run(change, write=True))
