"""Hearts."""

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from segue.accounts.likes import likes, toggle
from segue.accounts.tokens import REFUSAL
from segue.accounts.users import signed_in
from segue.base.errors import BadRequest, Unauthorized
from segue.web.answers import json_answer
from segue.web.dependencies import DatabaseDep, NowDep, RequiredCallerDep, ServingDep
from segue.web.openapi import SIGNED_IN, problems
from segue.web.schemas.listeners import Likes, LikeState, SongChoice

router = APIRouter(prefix="/likes", tags=["listeners"])

UNKNOWN_SONG = "Song not in catalogue"


@router.get(
    "",
    response_model=Likes,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def liked_songs(caller: RequiredCallerDep, database: DatabaseDep) -> Response:
    """The liked songs, newest first; also those the current release does not know."""

    def read(connection: Connection) -> list[str]:
        return likes(connection, signed_in(connection, caller).id)

    return json_answer({"likes": await database.run(read)})


@router.post(
    "/toggle",
    response_model=LikeState,
    responses=problems(BadRequest(UNKNOWN_SONG), Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def toggle_like(
    body: SongChoice, caller: RequiredCallerDep, serving: ServingDep, database: DatabaseDep, now: NowDep
) -> Response:
    """Like a song, or take the like back. Not safe to repeat after a lost answer: read the likes first."""

    def change(connection: Connection) -> bool:
        user = signed_in(connection, caller)
        row = serving.catalogue.resolve(body.song_id)
        if row is None:
            raise BadRequest(UNKNOWN_SONG)
        return toggle(connection, user.id, serving.catalogue.songs.ids.id(row), now)

    return json_answer({"liked": await database.run(change, write=True)})
