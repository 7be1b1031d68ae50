"""How many requests one process works on at once."""

from starlette.types import ASGIApp, Receive, Scope, Send

from segue.base.errors import Unavailable
from segue.web.hosts import PROBED
from segue.web.problems import segue_problem

REFUSAL = "Too many requests are under way. Try again in a few seconds."


class Crowd:
    """Refuses requests beyond a number under way with 503, so that a flood ends in answers, not in memory.

    Args:
        app: what requests are passed on to.
        most: requests under way at once; probes of health are let through beyond them.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self._most = most
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if self._under_way >= self._most and scope["path"] not in PROBED:
            await segue_problem(scope, Unavailable(REFUSAL))(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._under_way -= 1
