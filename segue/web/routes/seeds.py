"""The songs a listener named at onboarding."""

from fastapi import APIRouter, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized
from segue.web.answers import json_answer
from segue.web.dependencies import TasteDep
from segue.web.openapi import EITHER_WAY, problems
from segue.web.schemas.listeners import StoredSeeds

router = APIRouter(tags=["listeners"])


@router.get(
    "/me/seeds",
    response_model=StoredSeeds,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def stored_seeds(taste: TasteDep) -> Response:
    """The stored seeds, as ids; ``null`` without a token or before onboarding."""
    return json_answer({"seeds": [mark.song_id for mark in taste.seeds] or None if taste else None})
