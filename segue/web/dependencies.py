"""What routes are given, by short names. All are coroutines: a plain function would cost a thread each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Connection
from starlette.types import Scope

from db.database import Database
from segue.accounts.taste import Taste
from segue.accounts.tokens import REFUSAL, Claims
from segue.accounts.users import User, signed_in, take_turn
from segue.base.errors import Forbidden, Unauthorized
from segue.base.ids import AccountId
from segue.base.settings import Settings
from segue.web.ask import Ask, Body
from segue.web.errands import Errands
from segue.web.process import Process, process_of
from segue.web.serving import Serving
from segue.web.trace import trace_of

NOT_AN_ADMIN = (
    "This is for administrators. `python main.py user grant-admin NAME` on the server makes an account one."
)


async def _process(request: Request) -> Process:
    return process_of(request.app)


ProcessDep = Annotated[Process, Depends(_process)]
"""Everything the process holds."""


async def _settings(process: ProcessDep) -> Settings:
    return process.settings


SettingsDep = Annotated[Settings, Depends(_settings)]
"""The settings in force."""


def serving_for(request: Request, process: Process) -> Serving:
    """The release that answers a request, to its end; noted for its headers and its log line."""
    served = process.releases.served
    trace_of(request.scope).release_id = served.release_id
    return served


async def _serving(request: Request, process: ProcessDep) -> Serving:
    return serving_for(request, process)


ServingDep = Annotated[Serving, Depends(_serving)]
"""The release that answers this request: :func:`serving_for`."""


async def _database(process: ProcessDep) -> Database:
    return process.storage.database


DatabaseDep = Annotated[Database, Depends(_database)]
"""The database; 503 while it has not been there yet. For routes that can't answer without it."""


async def _now(process: ProcessDep) -> datetime:
    return process.clock()


NowDep = Annotated[datetime, Depends(_now)]
"""The time, UTC."""


def claims_of(scope: Scope, process: Process) -> Claims | None:
    """Who asks by a valid token, ``None`` without one. Raises :class:`Unauthorized` for any other.

    A token is verified once for a request, however many want to know.
    """
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    if not any(given):
        return None
    trace = trace_of(scope)
    if trace.claims is None:
        scheme, _, token = given[0].decode("latin-1").partition(" ")
        # of two, a proxy may have judged the other one
        if trace.refused or scheme.lower() != "bearer" or len(given) > 1:
            raise Unauthorized(REFUSAL)
        try:
            trace.claims = process.tokens.verify(token.strip())
        except Unauthorized:
            trace.refused = True
            raise
    return trace.claims


async def caller_of(request: Request, process: ProcessDep) -> Claims | None:
    """:func:`claims_of`, for routes."""
    return claims_of(request.scope, process)


CallerDep = Annotated[Claims | None, Depends(caller_of)]
"""Who asks by a valid token, ``None`` without one; 401 for one that is not valid.

The database has the last word on whether the account still stands by the token: every unit of work for a
caller begins with :func:`segue.accounts.users.signed_in` or :func:`segue.accounts.stored.taste`.
"""

SOUND_TOKEN = Depends(caller_of)
"""For a route that answers all alike: no token is needed, but one that is not valid is 401 here too.

A silent answer would leave a client in the belief that it is still signed in. No database is asked.
"""


async def _required_caller(caller: CallerDep) -> Claims:
    if caller is None:
        raise Unauthorized(REFUSAL)
    return caller


RequiredCallerDep = Annotated[Claims, Depends(_required_caller)]
"""Who asks by a valid token; 401 without one."""


T = TypeVar("T")


@dataclass(frozen=True)
class Account:
    """The account that asks, when, and the database it is in."""

    claims: Claims
    database: Database
    now: datetime

    def begin(self, connection: Connection, *, write: bool = False) -> AccountId:
        """The account's id, asked before anything else of a transaction.

        With ``write`` no other transaction changes or deletes the account until this one ends. Raises
        :class:`Unauthorized` when the account does not stand by the token, or is gone.
        """
        if write:
            take_turn(connection, self.claims.user_id)
        return signed_in(connection, self.claims, self.now).id

    async def run(self, fn: Callable[[Connection, AccountId], T], *, write: bool = False) -> T:
        """Call ``fn`` with the account's id inside one transaction, after :meth:`begin`.

        Raises what that and :meth:`Database.run` raise.
        """
        return await self.database.run(
            lambda connection: fn(connection, self.begin(connection, write=write)),
            write=write,
            account=self.claims.user_id,
        )

    async def errand(self, errands: Errands, work: Callable[[], T]) -> T:
        """Call ``work``, which begins a transaction of its own, among the errands, in the account's turn."""
        return await self.database.for_account(self.claims.user_id, errands, work)


async def _account(claims: RequiredCallerDep, database: DatabaseDep, now: NowDep) -> Account:
    return Account(claims, database, now)


AccountDep = Annotated[Account, Depends(_account)]
"""The account that asks, for routes that read or change what is stored of it; 401 without a token."""


async def _admin(account: AccountDep) -> User:
    user = await account.database.run(
        lambda connection: signed_in(connection, account.claims, account.now), account=account.claims.user_id
    )
    if not user.is_admin:
        raise Forbidden(NOT_AN_ADMIN)
    return user


AdminDep = Annotated[User, Depends(_admin)]
"""The administrator that asks; 401 without a token, 403 for any other account."""

ADMINS_ONLY = Depends(_admin)
"""The same for a whole router, whose routes then can't forget to ask; they are asked once all the same."""


async def read_taste(process: Process, claims: Claims, now: datetime) -> Taste:
    """What is stored of an account. Raises what :meth:`segue.accounts.tastes.Tastes.of` does."""
    return await process.tastes.of(process.storage.database, claims, now)


async def _taste(caller: CallerDep, process: ProcessDep) -> Taste | None:
    return None if caller is None else await read_taste(process, caller, process.clock())


TasteDep = Annotated[Taste | None, Depends(_taste)]
"""What is stored of the account that asks, ``None`` without a token: then no database is asked."""


@dataclass(frozen=True)
class Asker:
    """Who asks a recommendation, and when; ``account`` is ``None`` without a token, as ``taste`` is."""

    taste: Taste | None
    moment: datetime
    like_weight: float
    account: AccountId | None

    def ask(self, body: Body) -> Ask[Body]:
        """Their question."""
        return Ask(body, self.taste, self.moment, self.like_weight)


async def asker_of(process: Process, caller: Claims | None, now: datetime) -> Asker:
    """Who asks. Raises what :func:`read_taste` raises."""
    if caller is None:
        return Asker(None, now, process.settings.liked_weight, None)
    return Asker(await read_taste(process, caller, now), now, process.settings.liked_weight, caller.user_id)


async def _asker(caller: CallerDep, process: ProcessDep) -> Asker:
    return await asker_of(process, caller, process.clock())


AskerDep = Annotated[Asker, Depends(_asker)]
"""Who asks, for routes that recommend."""
