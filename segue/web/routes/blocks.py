"""Blocks."""

from enum import StrEnum

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from segue.accounts.blocks import block, blocks, unblock
from segue.accounts.taste import Block, BlockKind
from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, Unauthorized, Unprocessable
from segue.base.ids import AccountId
from segue.web.answers import json_answer
from segue.web.dependencies import AccountDep, NowDep, ServingDep
from segue.web.fields import PathText
from segue.web.names import UNKNOWN, keys_of, named
from segue.web.openapi import SIGNED_IN, problems
from segue.web.schemas.blocks import Blocked, Blocks, BlockState, BlockWished

router = APIRouter(prefix="/me/blocks", tags=["listeners"])

ENDED = "until: this moment has passed. Name a later one, or leave it out to block for good."
_FOR_GOOD = BlockWished()


class Noun(StrEnum):
    """What may be blocked, as paths say it."""

    SONGS = "songs"
    ARTISTS = "artists"
    GENRES = "genres"

    @property
    def kind(self) -> BlockKind:
        """One of them."""
        return BlockKind(self.removesuffix("s"))


@router.get(
    "",
    response_model=Blocks,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def blocked(account: AccountDep, now: NowDep) -> Response:
    """What does not come back, the last first, without what has ended."""
    found = await account.run(lambda connection, user_id: blocks(connection, user_id, now))
    return json_answer({"blocks": found})


@router.put(
    "/{noun}/{name:path}",
    response_model=Blocked,
    responses=problems(
        *(BadRequest(words) for words in UNKNOWN.values()), Unauthorized(REFUSAL), Unprocessable(ENDED)
    ),
    openapi_extra=SIGNED_IN,
)
async def keep_away(
    *,
    noun: Noun,
    name: PathText,
    body: BlockWished = _FOR_GOOD,
    account: AccountDep,
    serving: ServingDep,
    now: NowDep,
) -> Response:
    """Keep a song, all songs by an artist or all of a genre away, for good or until a moment."""
    if body.until is not None and body.until <= now:
        raise Unprocessable(ENDED)

    def change(connection: Connection, user_id: AccountId) -> Block:
        meant = named(serving.catalogue, noun.kind, name)
        wanted = Block(noun.kind, meant.name, body.until)
        block(connection, user_id, wanted, meant.key, now)
        return wanted

    return json_answer(await account.run(change, write=True))


@router.delete(
    "/{noun}/{name:path}",
    response_model=BlockState,
    responses=problems(Unauthorized(REFUSAL)),
    openapi_extra=SIGNED_IN,
)
async def let_back(noun: Noun, name: PathText, account: AccountDep, serving: ServingDep) -> Response:
    """End a block; also one of what the current release does not know."""

    def change(connection: Connection, user_id: AccountId) -> None:
        unblock(connection, user_id, noun.kind, keys_of(serving.catalogue, noun.kind, name))

    await account.run(change, write=True)
    return json_answer({"blocked": False})
