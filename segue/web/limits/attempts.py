"""Attempts to sign in and to sign up, guarded for the address they come from."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from db.database import Database
from segue.accounts.guard import AttemptGuard
from segue.base.ids import AccountId
from segue.base.quotas import Quota
from segue.web.dependencies import DatabaseDep, ProcessDep
from segue.web.trace import Trace, trace_of


@dataclass(frozen=True)
class Attempts:
    """Guards what one request tries; see :class:`segue.accounts.guard.AttemptGuard`."""

    guard: AttemptGuard
    database: Database
    address: str
    trace: Trace

    def sign_in(self, username: str) -> AbstractAsyncContextManager[None]:
        """A block that checks the password of a name."""
        return self.guard.password(self.database, username, self.address, self._announce)

    def confirm(self, user_id: AccountId) -> AbstractAsyncContextManager[None]:
        """A block that checks the password of somebody signed in."""
        return self.guard.confirmation(self.database, user_id, self.address, self._announce)

    def sign_up(self, username: str) -> AbstractAsyncContextManager[None]:
        """A block that makes an account."""
        return self.guard.sign_up(self.database, username, self.address, self._announce)

    def _announce(self, quota: Quota) -> None:
        self.trace.quota = quota


async def _attempts(request: Request, process: ProcessDep, database: DatabaseDep) -> Attempts:
    address = process.addresses.of(request.scope)
    return Attempts(process.attempts, database, address, trace_of(request.scope))


AttemptsDep = Annotated[Attempts, Depends(_attempts)]
"""Guards for routes where a password, or which names exist, could be guessed."""
