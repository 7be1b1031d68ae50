"""Request budgets: so many a minute for an account, or for an address without one."""

import math

from starlette.types import ASGIApp, Receive, Scope, Send

from segue.base.errors import TooManyRequests, Unauthorized
from segue.web.dependencies import claims_of
from segue.web.hosts import PROBED
from segue.web.limits.rates import Rate
from segue.web.problems import segue_problem
from segue.web.process import Process
from segue.web.trace import trace_of

REFUSAL = "Too many requests. Slow down, and try again in a moment."

_SIGNING = "/auth/"


class Budgets:
    """Refuses requests beyond a budget with 429, and announces what is left on every other answer.

    Somebody signed in spends the budget of their account, wherever they are; a request without a valid token
    that of its address, and so does all that signs in and out: whoever holds a stolen token can use up what
    the account has, and must not keep its owner from ending it. Probes of health spend nothing.

    Args:
        app: what requests are passed on to.
        process: the settings, and where requests are counted.
    """

    def __init__(self, app: ASGIApp, process: Process) -> None:
        self.app = app
        self._process = process
        settings = process.settings
        self._account = _rate("account", settings.account_requests_per_minute)
        self._address = _rate("address", settings.address_requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        wait_seconds = 0.0 if scope["path"] in PROBED else await self._spend(scope)
        if wait_seconds > 0:
            error = TooManyRequests(REFUSAL, retry_after_seconds=math.ceil(wait_seconds))
            await segue_problem(scope, error)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _spend(self, scope: Scope) -> float:
        """Count one request; gives the seconds it has to wait, 0 for none."""
        account = self._account_of(scope)
        rate = self._address if account is None else self._account
        if rate is None:
            return 0.0
        payer = self._process.addresses.of(scope) if account is None else account
        spent = await self._process.counts.spend(rate, payer)
        trace_of(scope).quota = spent.quota
        return spent.wait_seconds

    def _account_of(self, scope: Scope) -> str | None:
        """Whose token a request brings; tokens that were ended with all others spend a budget of their own.

        That the account still stands by it is found out later.
        """
        if scope["path"].startswith(_SIGNING):
            return None
        try:
            claims = claims_of(scope, self._process)
        except Unauthorized:
            return None
        return None if claims is None else f"{claims.user_id} {claims.token_version}"


def budgeted(app: ASGIApp, process: Process) -> ASGIApp:
    """The app behind the budgets the settings ask for; the app itself where they ask for none."""
    settings = process.settings
    if settings.account_requests_per_minute or settings.address_requests_per_minute:
        return Budgets(app, process)
    return app


def _rate(name: str, per_minute: int) -> Rate | None:
    return Rate(name, per_minute) if per_minute else None
