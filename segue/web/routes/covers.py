"""Cover pictures."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized, Unavailable, Unprocessable
from segue.catalogue.covers import find_cover
from segue.web.answers import json_answer
from segue.web.dependencies import SOUND_TOKEN, ProcessDep
from segue.web.fields import Text
from segue.web.openapi import EITHER_WAY, problems

router = APIRouter(tags=["search"])

KNOWN_SECONDS = 86_400
UNKNOWN_SECONDS = 60
"""How long a cache may keep an address, and that there is none yet."""


@router.get(
    "/cover",
    response_model=str | None,
    responses=problems(Unauthorized(REFUSAL), Unprocessable("track: Field required")),
    dependencies=[SOUND_TOKEN],
    openapi_extra=EITHER_WAY,
)
async def cover(
    artist: Annotated[Text, Query(examples=["Radiohead"])],
    track: Annotated[Text, Query(examples=["Karma Police"])],
    process: ProcessDep,
) -> Response:
    """The address of a song's cover, or ``null`` when none is known or the database is away."""
    try:
        url = await process.storage.database.run(lambda connection: find_cover(connection, artist, track))
    except Unavailable:
        return json_answer(None)
    seconds = UNKNOWN_SECONDS if url is None else KNOWN_SECONDS
    return json_answer(url, headers={"Cache-Control": f"public, max-age={seconds}"})
