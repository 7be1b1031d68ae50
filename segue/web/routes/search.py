"""Finding songs by name."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response

from segue.accounts.tokens import REFUSAL
from segue.base.errors import Unauthorized, Unprocessable
from segue.web.answering import everyones
from segue.web.dependencies import SOUND_TOKEN, ProcessDep, ServingDep
from segue.web.fields import MOST_HITS
from segue.web.items import search_results
from segue.web.openapi import EITHER_WAY, problems
from segue.web.process import Process
from segue.web.schemas.songs import SearchQuery, SearchResult
from segue.web.serving import Serving

router = APIRouter(tags=["search"])

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
    request: Request, process: ProcessDep, serving: ServingDep, query: Annotated[SearchQuery, Query()]
) -> Response:
    """Songs of the catalogue that match, best first; forgives accents, typing errors and unfinished words."""
    return await _found(request, process, serving, query)


@router.get(
    "/search",
    response_model=list[SearchResult],
    responses=_REFUSALS,
    dependencies=[SOUND_TOKEN],
    openapi_extra=EITHER_WAY,
)
async def search(
    request: Request, process: ProcessDep, serving: ServingDep, query: Annotated[SearchQuery, Query()]
) -> Response:
    """Songs to listen to that match, best first."""
    return await _found(request, process, serving, query)


async def _found(request: Request, process: Process, serving: Serving, query: SearchQuery) -> Response:
    catalogue = serving.catalogue

    def found() -> orjson.Fragment:
        return search_results(catalogue, catalogue.search(query.q, min(query.limit, MOST_HITS)))

    return await everyones(request, process, serving, "search", found)
