"""The outermost layer of the app: what holds for every answer, whoever wrote it."""

import asyncio
import logging
import time
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from segue.base.logging import Event
from segue.web.limits.announced import quota_headers
from segue.web.problems import framework_problem
from segue.web.trace import Trace, begin

MOST_DRAINED = 4 * 1024 * 1024
"""Bytes of a body that is too large which are read all the same, and thrown away."""
DRAIN_SECONDS = 5.0

logger = logging.getLogger("segue.access")

_REQUEST = logging.LogRecord(logger.name, logging.INFO, __file__, 0, "request", None, None)


class Edge:
    """Gives every request an id, every answer its headers, every failure our shape, and logs one line each.

    Plain ASGI: a ``BaseHTTPMiddleware`` would halve the throughput of a small route.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        trace = begin(scope)
        answer = _Answer(scope, trace, receive, send)
        try:
            await self.app(scope, answer.receive, answer.send)
        except Exception:
            # Starlette raises again what the handler of last resort has logged and answered already.
            if answer.status is None:
                raise
        finally:
            _log(scope, trace, answer.status, time.perf_counter() - began)


class _Answer:
    """One answer on its way out."""

    def __init__(self, scope: Scope, trace: Trace, receive: Receive, send: Send) -> None:
        self.status: int | None = None
        self._scope = scope
        self._trace = trace
        self._receive = receive
        self._send = send
        self._replaced = False
        self._body_is_read = False
        self._common = [
            (b"x-request-id", trace.request_id.encode()),
            (b"x-content-type-options", b"nosniff"),
        ]

    async def receive(self) -> Message:
        message = await self._receive()
        self._body_is_read = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self.status is None:
            self.status = message["status"]
            if message["status"] >= 400 and await self._is_replaced(message):
                return
            message = {**message, "headers": self._headers(message)}
        if not self._replaced:
            await self._send(message)

    async def _is_replaced(self, message: Message) -> bool:
        """Whether a failure is told in our shape, in the place of what begins with a message."""
        if message["status"] == 413:
            await self._drain()
        kind = dict(message.get("headers", ())).get(b"content-type", b"")
        if kind.startswith(b"text/plain"):
            await self._replace(message["status"])
        return self._replaced

    async def _replace(self, status: int) -> None:
        """Put a problem where Starlette's own middleware (body size, hosts) wrote plain text."""
        replacement = framework_problem(self._scope, status)
        await replacement(self._scope, self._receive, self._pass)
        self._replaced = True

    async def _drain(self) -> None:
        """Read what is left of a body: gunicorn hangs up on who still sends, and the answer is lost."""
        left = MOST_DRAINED
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while left > 0 and not self._body_is_read:
                    message = await self.receive()
                    left -= len(message.get("body", b""))

    async def _pass(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._headers(message)}
        await self._send(message)

    def _headers(self, message: Message) -> list[tuple[bytes, bytes]]:
        headers = [*message.get("headers", ()), *self._common]
        if self._trace.quota is not None:
            headers += quota_headers(self._trace.quota)
        for name, _ in headers:
            if name == b"cache-control":
                return headers
        headers.append((b"cache-control", b"no-store"))
        return headers


def _log(scope: Scope, trace: Trace, status: int | None, seconds: float) -> None:
    """One line: the route's template, so neither ids nor queries of clients end in the log."""
    if not logger.isEnabledFor(logging.INFO):
        return
    fields = {
        "method": scope["method"],
        "route": getattr(scope.get("route"), "path", None),
        "status": status,
        "ms": round(seconds * 1000, 2),
        "request_id": trace.request_id,
        "release": trace.release_id,
    }
    logger.handle(Event(_REQUEST, fields))
