"""Finding songs by name."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized, Unprocessable
from segue.web.answers import release_answer
from segue.web.dependencies import SOUND_TOKEN, ProcessDep, ServingDep
from segue.web.fields import MOST_HITS, HitLimit, Text
from segue.web.items import search_results
from segue.web.openapi import EITHER_WAY, problems
from segue.web.process import Process
from segue.web.schemas.songs import SearchResult
from segue.web.serving import Serving

router = APIRouter(tags=["search"])

QueryText = Annotated[
    Text, Query(description="What was typed; without any word the answer is empty.", examples=["karma pol"])
]
_REFUSALS = problems(
    Unauthorized(REFUSAL), Unprocessable("limit: Input should be a whole number in plain digits")
)


@router.get(
    "/catalog/search",
    response_model=list[SearchResult],
    responses=_REFUSALS,
    dependencies=[SOUND_TOKEN],
    openapi_extra=EITHER_WAY,
)
async def search_catalogue(
    request: Request, process: ProcessDep, serving: ServingDep, q: QueryText = "", limit: HitLimit = 10
) -> Response:
    """Songs of the catalogue that match, best first; forgives accents, typing errors and unfinished words."""
    return await _found(request, process, serving, q, limit)


@router.get(
    "/search",
    response_model=list[SearchResult],
    responses=_REFUSALS,
    dependencies=[SOUND_TOKEN],
    openapi_extra=EITHER_WAY,
)
async def search(
    request: Request, process: ProcessDep, serving: ServingDep, q: QueryText = "", limit: HitLimit = 10
) -> Response:
    """Songs to listen to that match, best first."""
    return await _found(request, process, serving, q, limit)


async def _found(request: Request, process: Process, serving: Serving, text: str, limit: int) -> Response:
    catalogue = serving.catalogue
    content = await process.work.run(
        serving, lambda: search_results(catalogue, catalogue.search(text, min(limit, MOST_HITS)))
    )
    return release_answer(request, serving, content, personal=False)
