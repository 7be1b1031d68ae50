"""How a worker of gunicorn comes and goes: nobody loses a request by it, and no worker stops the others.

The worker is gunicorn's own ``asgi``. What differs (`docs/decisions/0033`; `make faults` has the tests):

* One that leaves, on SIGTERM or because it has answered its share, says ``Connection: close`` with every
  answer, and closes no connection that it has promised to keep. Gunicorn's closes those whose answers were
  begun just before: up to 11 of 800 requests a second met a closed connection each time.
* It takes along who stands in the queue of connections when it closes that: up to 11 were reset. While it is
  busy it takes more than one of them in a round of its loop (``arrivals``).
* It keeps the queue as long as `backlog` says. Gunicorn's makes it 100: of 3 000 connections that came at
  once some were lost, and others waited up to 35 s for the kernel's next try.
* One that can't start tries again. Gunicorn's stops the whole server, workers that serve well too.

A reload replaces this module as well (``on_reload`` in ``gunicorn.conf.py``).
"""

import asyncio
import socket
import sys
import time
from typing import Any, Final

from gunicorn.arbiter import Arbiter
from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

from segue.web.arrivals import Arrivals
from segue.web.limits.received import RECEIVED_AT

LINGER_SECONDS: Final = 1.0
"""Connections are taken for so long by one that leaves: those who take its place may still be starting."""
IDLE_SECONDS: Final = 5.0
"""A connection on which nothing was asked for so long, once its worker leaves, is closed."""
AGAIN_SECONDS: Final = 2.0
"""The pause after a start that failed."""


class Protocol(ASGIProtocol):  # type: ignore[misc] # untyped
    """A connection that is closed only as announced, and that knows when what it reads has come.

    Noting that costs 0.3 µs a request.
    """

    def __init__(self, worker: "Worker") -> None:
        super().__init__(worker)
        self._decided: tuple[object, bool] | None = None
        self._received_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Know it while it is there."""
        self.worker.connections.add(self)
        self.worker.arrivals.one_came()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Know it no more."""
        self.worker.connections.discard(self)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Note when it came: whoever has waited too long for their turn is refused."""
        self._received_at = time.monotonic()
        super().data_received(data)

    def _build_http_scope(self, *given: Any) -> dict[str, Any]:
        scope: dict[str, Any] = super()._build_http_scope(*given)
        scope[RECEIVED_AT] = self._received_at
        return scope

    def _will_close(self, request: object, response_requires_close: bool) -> bool:  # noqa: FBT001 - gunicorn's
        """Decide once for each request: what was said in the answer's head is kept to at its end."""
        if self._decided is None or self._decided[0] is not request:
            closes = self.worker.leaving or super()._will_close(request, response_requires_close)
            self._decided = request, closes
        return self._decided[1]

    def close_if_idle(self) -> None:
        """Close it if no request is on its way, as far as can be known."""
        if self._awaiting_request:
            self._keepalive_timeout()


gasgi.ASGIProtocol = Protocol  # the worker makes them by this name


class Worker(gasgi.ASGIWorker):  # type: ignore[misc] # untyped
    """One process that serves."""

    max_requests: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaving = self._listens = False
        self.connections: set[Protocol] = set()
        self.arrivals = Arrivals((), self._serve_taken)
        self._leaving: asyncio.Task[None] | None = None
        # gunicorn's stops in the middle of what it does when it has answered these
        self._share = self.max_requests
        self.max_requests = sys.maxsize

    def init_process(self) -> None:
        """Start and serve. A start that fails ends this process after a pause, and no other."""
        try:
            super().init_process()
        except SystemExit as end:
            if end.code != Arbiter.WORKER_BOOT_ERROR:
                raise
            self._end_after_pause()
        except Exception:
            self.log.exception("A worker can't start.")
            self._end_after_pause()

    def notify(self) -> None:
        """Give a sign of life, once a second; leave after the share of requests."""
        super().notify()
        if not self._listens:
            self._listens = True
            self._listen()
            self.arrivals = Arrivals((each.sock for each in self.sockets), self._serve_taken)
        if self.nr >= self._share:
            self.leave()

    def _listen(self) -> None:
        """Make the queue of connections as long as is set: the loop has just made it 100 long, for all."""
        for each in self.sockets:
            each.sock.listen(self.cfg.backlog)

    def handle_exit_signal(self) -> None:
        """SIGTERM."""
        self.leave()

    def leave(self) -> None:
        """Begin to leave; further calls change nothing."""
        if not self.leaving:
            self.leaving = True
            self._leaving = self.loop.create_task(self._leave())

    async def _leave(self) -> None:
        await asyncio.sleep(LINGER_SECONDS)
        self.arrivals.leave(self._stop_listening)
        for _ in range(int(IDLE_SECONDS / 0.05)):
            if not self.connections:
                break
            await asyncio.sleep(0.05)
        for connection in list(self.connections):
            connection.close_if_idle()
        self.alive = False  # the rest is gunicorn's: requests under way have graceful_timeout

    def _stop_listening(self) -> None:
        for server in self.servers:
            server.close()

    async def _serve_taken(self, taken: socket.socket) -> None:
        await self.loop.connect_accepted_socket(lambda: Protocol(self), taken, ssl=self._get_ssl_context())

    def _end_after_pause(self) -> None:
        time.sleep(AGAIN_SECONDS)
        sys.exit(1)
