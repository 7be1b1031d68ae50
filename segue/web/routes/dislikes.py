"""Dislikes: told by feedback, read and taken back here."""

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from segue.accounts.dislikes import dislikes, end_dislike
from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized
from segue.base.ids import AccountId
from segue.web.answers import json_answer
from segue.web.dependencies import AccountDep, ServingDep
from segue.web.fields import PathText
from segue.web.names import song_ids_of
from segue.web.openapi import SIGNED_IN, problems
from segue.web.schemas.listeners import Dislikes, DislikeState

router = APIRouter(prefix="/me/dislikes", tags=["listeners"])


@router.get(
    "",
    response_model=Dislikes,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def disliked_songs(account: AccountDep) -> Response:
    """The disliked songs, newest first; also those the current release does not know."""
    return json_answer({"dislikes": await account.run(dislikes)})


@router.delete(
    "/{song_id:path}",
    response_model=DislikeState,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def forgive_song(song_id: PathText, account: AccountDep, serving: ServingDep) -> Response:
    """Take a dislike back; liking the song does so too."""

    def change(connection: Connection, user_id: AccountId) -> None:
        end_dislike(connection, user_id, *song_ids_of(serving.catalogue, song_id))

    await account.run(change, write=True)
    return json_answer({"disliked": False})
