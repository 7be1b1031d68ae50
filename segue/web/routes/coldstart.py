"""Cold start."""

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from segue.accounts.seeds import store_seeds_once
from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, Unauthorized
from segue.base.ids import AccountId
from segue.web.answering import answer
from segue.web.ask import n_texts
from segue.web.dependencies import Account, AskerDep, CallerDep, ProcessDep, ServingDep
from segue.web.names import known_rows
from segue.web.openapi import EITHER_WAY, problems
from segue.web.replies.coldstart import NO_SEEDS, UNKNOWN_SEEDS, cold_start_reply
from segue.web.schemas.recommendations import ColdStart, Recommendations

router = APIRouter(prefix="/recommendations", tags=["recommendations"])


@router.post(
    "/cold-start",
    response_model=Recommendations,
    responses=problems(BadRequest(NO_SEEDS), BadRequest(UNKNOWN_SEEDS), Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def start(
    *,
    request: Request,
    body: ColdStart,
    serving: ServingDep,
    process: ProcessDep,
    caller: CallerDep,
    asker: AskerDep,
) -> Response:
    """Songs for somebody who named a few; an account keeps the first ones it names.

    Without a usable seed the stored ones count. An account whose seeds this release does not know at all is
    answered like somebody new.
    """
    ask = asker.ask(body)
    answered = await answer(request, process, serving, cold_start_reply, ask, account=asker.account)
    if caller is not None and ask.taste is not None and not ask.taste.seeds:
        rows = await process.work.run(
            "seeds", lambda: known_rows(serving.catalogue, body.seeds), resolved=n_texts(body)
        )
        song_ids = [serving.catalogue.songs.ids.id(row) for row in rows]
        await _store_seeds(Account(caller, process.storage.database, ask.moment), song_ids)
    return answered


async def _store_seeds(account: Account, song_ids: list[str]) -> None:
    def store(connection: Connection, user_id: AccountId) -> None:
        store_seeds_once(connection, user_id, song_ids, account.now)

    await account.run(store, write=True)
