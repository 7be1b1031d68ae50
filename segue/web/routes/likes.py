"""Hearts."""

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from segue.accounts.likes import like, likes, toggle, unlike
from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, Unauthorized
from segue.base.ids import AccountId
from segue.web.answers import json_answer
from segue.web.dependencies import AccountDep, NowDep, ServingDep
from segue.web.fields import PathText
from segue.web.names import UNKNOWN_SONG, song_id_of, song_ids_of
from segue.web.openapi import SIGNED_IN, problems
from segue.web.schemas.listeners import Likes, LikeState, SongChoice

router = APIRouter(prefix="/likes", tags=["listeners"])


@router.get(
    "",
    response_model=Likes,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def liked_songs(account: AccountDep) -> Response:
    """The liked songs, newest first; also those the current release does not know."""
    return json_answer({"likes": await account.run(likes)})


@router.post(
    "/toggle",
    response_model=LikeState,
    responses=problems(BadRequest(UNKNOWN_SONG), Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def toggle_like(body: SongChoice, account: AccountDep, serving: ServingDep, now: NowDep) -> Response:
    """Like a song, or take the like back. Not safe to repeat after a lost answer: read the likes first."""

    def change(connection: Connection, user_id: AccountId) -> bool:
        return toggle(connection, user_id, song_id_of(serving.catalogue, body.song_id), now)

    return json_answer({"liked": await account.run(change, write=True)})


@router.put(
    "/{song_id:path}",
    response_model=LikeState,
    responses=problems(BadRequest(UNKNOWN_SONG), Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def like_song(song_id: PathText, account: AccountDep, serving: ServingDep, now: NowDep) -> Response:
    """Like a song; ends a dislike. One that is liked keeps its place among the likes."""

    def change(connection: Connection, user_id: AccountId) -> None:
        like(connection, user_id, song_id_of(serving.catalogue, song_id), now)

    await account.run(change, write=True)
    return json_answer({"liked": True})


@router.delete(
    "/{song_id:path}",
    response_model=LikeState,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def unlike_song(song_id: PathText, account: AccountDep, serving: ServingDep, now: NowDep) -> Response:
    """Take a like back; also one of a song that the current release does not know, by its very id."""

    def change(connection: Connection, user_id: AccountId) -> None:
        unlike(connection, user_id, song_ids_of(serving.catalogue, song_id), now)

    await account.run(change, write=True)
    return json_answer({"liked": False})
