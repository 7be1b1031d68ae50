"""The songs a listener named at onboarding."""

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from segue.accounts.seeds import forget_seeds, replace_seeds
from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, Unauthorized
from segue.base.ids import AccountId
from segue.web.answers import json_answer
from segue.web.ask import n_texts
from segue.web.dependencies import AccountDep, NowDep, ProcessDep, ServingDep, TasteDep
from segue.web.names import known_rows
from segue.web.openapi import EITHER_WAY, SIGNED_IN, problems
from segue.web.replies.coldstart import NO_SEEDS, UNKNOWN_SEEDS
from segue.web.schemas.listeners import SeedsWished, StoredSeeds

router = APIRouter(prefix="/me/seeds", tags=["listeners"])


@router.get(
    "",
    response_model=StoredSeeds,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def stored_seeds(taste: TasteDep) -> Response:
    """The stored seeds, as ids; ``null`` without a token or before onboarding."""
    return json_answer({"seeds": [mark.song_id for mark in taste.seeds] or None if taste else None})


@router.put(
    "",
    response_model=StoredSeeds,
    responses=problems(BadRequest(NO_SEEDS), BadRequest(UNKNOWN_SEEDS), Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def name_seeds(
    body: SeedsWished, account: AccountDep, serving: ServingDep, process: ProcessDep, now: NowDep
) -> Response:
    """Name other songs than before; those not in the catalogue are left out."""
    rows = await process.work.run(
        "seeds", lambda: known_rows(serving.catalogue, body.seeds), resolved=n_texts(body)
    )
    song_ids = [serving.catalogue.songs.ids.id(row) for row in rows]

    def change(connection: Connection, user_id: AccountId) -> None:
        if not song_ids:
            raise BadRequest(UNKNOWN_SEEDS if any(map(str.strip, body.seeds)) else NO_SEEDS)
        replace_seeds(connection, user_id, song_ids, now)

    await account.run(change, write=True)
    return json_answer({"seeds": song_ids})


@router.delete(
    "",
    response_model=StoredSeeds,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def unname_seeds(account: AccountDep) -> Response:
    """Forget the seeds; clients ask for new ones then."""
    await account.run(forget_seeds, write=True)
    return json_answer({"seeds": None})
