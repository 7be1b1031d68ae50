"""Songs for a listener: after a few named ones, after the one that plays, and for a page of shelves."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from db.database import Database
from segue.accounts.seeds import store_seeds_once
from segue.accounts.tokens import REFUSAL, Claims
from segue.accounts.users import signed_in
from segue.base.errors import BadRequest, Unauthorized
from segue.recommend.coldstart import cold_start
from segue.recommend.listener import Listener
from segue.recommend.shelves import shelves
from segue.recommend.upnext import similar
from segue.web.answers import release_answer
from segue.web.dependencies import CallerDep, NowDep, ProcessDep, ServingDep, TasteDep
from segue.web.fields import QueryLimit, Text
from segue.web.items import bucket, items
from segue.web.listeners import known_rows, liked_rows, listener_of, named_by, stored_songs
from segue.web.openapi import EITHER_WAY, problems
from segue.web.schemas import Categories, ColdStart, Recommendations, SimilarTo

router = APIRouter(prefix="/recommendations", tags=["recommendations"])

NO_SEEDS = "At least one seed is required."
UNKNOWN_SEEDS = "No valid seeds found in model catalogue."
LONGEST_NAMED = 500
"""Characters of an unknown song that its refusal repeats, which stays below 4 KB however they are encoded."""


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
    taste: TasteDep,
    now: NowDep,
) -> Response:
    """Songs for somebody who named a few; an account keeps the first ones it names.

    Without a usable seed the stored ones count. An account whose seeds this release does not know at all is
    answered like somebody new.
    """
    catalogue = serving.catalogue
    given = [text for text in body.seeds if text.strip()]
    seeds = await process.work.run(serving, lambda: known_rows(catalogue, given), resolved=len(given))
    stored = taste.seeds if taste else ()
    if not seeds and not stored:
        raise BadRequest(UNKNOWN_SEEDS if given else NO_SEEDS)
    if caller is not None and not stored:
        song_ids = [catalogue.songs.ids.id(row) for row in seeds]
        await _store_seeds(process.storage.database, caller, song_ids, now)

    def compute() -> dict[str, Any]:
        own = known_rows(catalogue, stored)
        used = seeds or own
        liked = liked_rows(catalogue, taste)
        listener = Listener(used, liked, process.settings.liked_weight, hidden=own)
        ranking = cold_start(serving.snapshot, listener, limit=body.limit, order=body.order)
        return {"results": items(catalogue, ranking), "seed_count": len(used)}

    content = await process.work.run(serving, compute, resolved=stored_songs(taste))
    return release_answer(request, serving, content, personal=caller is not None)


@router.post(
    "/similar",
    response_model=Recommendations,
    responses=problems(BadRequest("Song 'x' not in model catalogue."), Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def up_next(
    *, request: Request, body: SimilarTo, serving: ServingDep, process: ProcessDep, taste: TasteDep
) -> Response:
    """Songs that go well after the one that plays. The same ``seed`` gives the same answer everywhere."""
    catalogue = serving.catalogue
    row = catalogue.resolve(body.song)
    if row is None:
        raise BadRequest(f"Song '{body.song[:LONGEST_NAMED]}' not in model catalogue.")

    def compute() -> dict[str, Any]:
        named = named_by(catalogue, body.seed)
        listener = listener_of(catalogue, taste, process.settings.liked_weight, named)
        ranking = similar(serving.snapshot, row, listener, limit=body.limit, variation=body.seed)
        return {"results": items(catalogue, ranking), "seed_count": 1}

    content = await process.work.run(serving, compute, resolved=stored_songs(taste))
    return release_answer(request, serving, content, personal=taste is not None)


@router.get(
    "/categories",
    response_model=Categories,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=EITHER_WAY,
)
async def for_you(
    *,
    request: Request,
    serving: ServingDep,
    process: ProcessDep,
    taste: TasteDep,
    now: NowDep,
    seed: Annotated[
        Text | None,
        Query(
            description="Any text varies the answer, the same text always in the same way; a song's id also "
            "counts as a song the listener likes."
        ),
    ] = None,
    limit: QueryLimit = 8,
) -> Response:
    """The shelves of a "For you" page for today; somebody new gets shelves too."""
    catalogue = serving.catalogue

    def compute() -> dict[str, Any]:
        named = named_by(catalogue, seed)
        listener = listener_of(catalogue, taste, process.settings.liked_weight, named)
        page = shelves(serving.snapshot, listener, limit=limit, day=now.date(), variation=seed)
        return {"buckets": [bucket(catalogue, shelf) for shelf in page]}

    content = await process.work.run(serving, compute, resolved=stored_songs(taste))
    return release_answer(request, serving, content, personal=taste is not None)


async def _store_seeds(database: Database, caller: Claims, song_ids: list[str], now: datetime) -> None:
    def store(connection: Connection) -> None:
        store_seeds_once(connection, signed_in(connection, caller).id, song_ids, now)

    await database.run(store, write=True)
