"""How many requests one process works on at once, and how long they may have waited for it."""

import time
from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from segue.base.errors import Unavailable
from segue.web.hosts import PROBED
from segue.web.limits.received import RECEIVED_AT
from segue.web.problems import segue_problem

LONGEST_WAIT_SECONDS: Final = 2.0
"""Between a request's arrival and its turn. A process that computes in place has one request under way, and
all others wait unseen: asked for four times what it could do by 3 000 connections, it answered after 15 s at
the median, and after 35 s at worst."""
REFUSAL = "Too many requests are under way. Try again in a few seconds."


class Crowd:
    """Refuses requests beyond a number under way with 503, so that a flood ends in answers, not in memory.

    Args:
        app: what requests are passed on to.
        most: requests under way at once; probes of health are let through beyond them.
        monotonic: a clock in seconds, that of :data:`RECEIVED_AT`.
    """

    def __init__(self, app: ASGIApp, most: int, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self._most = most
        self._monotonic = monotonic
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if self._is_full(scope) and scope["path"] not in PROBED:
            await segue_problem(scope, Unavailable(REFUSAL))(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._under_way -= 1

    def _is_full(self, scope: Scope) -> bool:
        if self._under_way >= self._most:
            return True
        received = scope.get(RECEIVED_AT)
        return received is not None and self._monotonic() - received > LONGEST_WAIT_SECONDS
