"""What belongs to the caller: the account, all that is stored of it, and its end."""

import logging
from typing import IO, Any

from fastapi import APIRouter, Response

from db.snapshots import take_snapshot
from segue.accounts.confirmation import INCORRECT, confirm
from segue.accounts.erasures import erase, listener_id
from segue.accounts.export import write_export
from segue.accounts.guard import REFUSAL as TOO_MANY
from segue.accounts.guard import AttemptGuard
from segue.accounts.person import person
from segue.accounts.tokens import REFUSAL
from segue.base.errors import BadRequest, TooManyRequests, Unauthorized, Unavailable
from segue.base.ids import AccountId
from segue.releases.listeners import Holders, holders_of
from segue.releases.store import ReleaseStore
from segue.web.answers import json_answer
from segue.web.dependencies import Account, AccountDep, ProcessDep
from segue.web.downloads import UNDER_WAY, Download, written
from segue.web.limits.attempts import AttemptsDep
from segue.web.openapi import SIGNED_IN, problems
from segue.web.process import Process
from segue.web.schemas.me import Deleted, Export, Goodbye, Me

router = APIRouter(prefix="/me", tags=["accounts"])

SEARCH_SECONDS = 10.0
"""How long releases are looked through for a reply."""
GONE = "Your account and all that was stored of it are gone."
KEPT = (
    "What is listed here was trained on it and keeps what it learned until it is pruned; no later one does."
)
UNREAD = "Not all that was trained before could be looked through."

logger = logging.getLogger(__name__)


@router.get("", response_model=Me, responses=problems(Unauthorized(REFUSAL)), openapi_extra=SIGNED_IN)
async def me(account: AccountDep) -> Response:
    """The account, and how much is stored of it."""
    return json_answer(
        await account.run(lambda connection, user_id: person(connection, user_id, account.now))
    )


@router.get(
    "/export",
    response_model=Export,
    responses=problems(Unauthorized(REFUSAL), TooManyRequests(UNDER_WAY)),
    openapi_extra=SIGNED_IN,
)
async def export(account: AccountDep, process: ProcessDep) -> Response:
    """Everything that is stored about the caller, as a file: what it was at one moment."""
    owner = account.claims.user_id
    process.downloads.check(owner)
    file = await account.errand(process.errands, lambda: _exported(account))
    process.downloads.take(owner, file)
    return Download(file, f"segue-account-{account.now:%Y-%m-%d}.json")


def _exported(account: Account) -> IO[bytes]:
    with account.database.transaction() as connection:
        take_snapshot(connection)
        user_id = account.begin(connection)
        return written(lambda write: write_export(connection, user_id, account.now, write))


@router.delete(
    "",
    response_model=Deleted,
    responses=problems(BadRequest(INCORRECT), Unauthorized(REFUSAL), TooManyRequests(TOO_MANY)),
    openapi_extra=SIGNED_IN,
)
async def leave(body: Goodbye, account: AccountDep, attempts: AttemptsDep, process: ProcessDep) -> Response:
    """Delete the account and all that is stored of it, at once and for good.

    The answer says what was trained on it and is still kept; no later training sees it.
    """
    async with attempts.confirm(account.claims.user_id):
        credentials = await confirm(
            account.database, process.passwords, account.claims, body.password, account.now
        )
    user = credentials.user
    await account.errand(process.errands, lambda: _erase(account, process.attempts, user.username))
    logger.info("account deleted", extra={"fields": {"user_id": user.id}})
    return json_answer(_farewell(await _holders(process, user.id)))


def _erase(account: Account, attempts: AttemptGuard, username: str) -> None:
    with account.database.transaction(write=True) as connection:
        user_id = account.begin(connection, write=True)
        erase(connection, user_id, username, account.now)
        attempts.forget(connection, username, user_id)


async def _holders(process: Process, user_id: AccountId) -> Holders | None:
    """What was trained on an account; ``None`` where that can't be found out now."""
    store = ReleaseStore(process.settings.artifacts_dir)
    try:
        return await process.errands.run(
            lambda: holders_of(store, listener_id(user_id), seconds=SEARCH_SECONDS)
        )
    except (OSError, Unavailable) as error:  # the account is gone all the same
        logger.warning("releases not looked through", extra={"fields": {"error": type(error).__name__}})
        return None


def _farewell(holders: Holders | None) -> dict[str, Any]:
    found = holders or Holders()
    note = GONE
    if found.releases or found.candidates:
        note += f" {KEPT}"
    if holders is None or found.unread:
        note += f" {UNREAD}"
    return {
        "deleted": True,
        "releases": [{"release": each, "current": each == found.current} for each in found.releases],
        "candidates": found.candidates,
        "unread": found.unread,
        "note": note,
    }
