"""A client that costs little: requests as ready bytes over kept connections, answers barely parsed.

It measures a server on the same machine, so what it spends is taken from the server. One answer takes it
about a sixth of what an empty route of FastAPI takes the server.

It does what HTTP asks of a client whose server stops (RFC 9112, 9.3.1 and 9.6): it leaves a connection that
it is told to leave, and a request on a kept connection that was closed before a byte of an answer came it
sends again, once, on a new one. What this saved is counted apart.
"""

import asyncio
import math
import re
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlsplit

import numpy as np
import uvloop

from segue.base.arrays import Float64

LOST, CUT, REFUSED, SILENT = 0, -1, -2, -3
"""Stand where a status would: the connection was closed before a byte of the answer, or in the middle of it;
there was no connection to be had; nothing came within 30 seconds."""

_LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: *(\d+)")
_LAST = re.compile(rb"\r\n[Cc]onnection: *close")
_LONGEST_WAIT = 30.0
_PAUSE = 0.05
"""Seconds before a client that was refused a connection asks for the next."""


@dataclass(frozen=True)
class Request:
    """One request, ready to be sent.

    Attributes:
        raw: every byte of it.
    """

    raw: bytes

    @classmethod
    def of(
        cls, method: str, target: str, body: bytes | None = None, *, token: str | None = None, **headers: str
    ) -> "Request":
        """Spell a request out; ``target`` is path and query, escaped."""
        lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", "Accept: */*"]
        if token is not None:
            lines.append(f"Authorization: Bearer {token}")
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return cls("\r\n".join([*lines, "", ""]).encode() + (body or b""))


@dataclass(frozen=True)
class Answered:
    """One answer as the client saw it.

    Attributes:
        status: of HTTP, or :data:`LOST`, :data:`CUT`, :data:`REFUSED`.
        head: status line and headers.
        body: the bytes after them.
    """

    status: int
    head: bytes
    body: bytes


@dataclass(eq=False)
class Tally:
    """What came back.

    Attributes:
        seconds: from the first request to the last answer.
        latencies: float64 (k,), seconds, of every answer, in the order in which they came.
        statuses: how often each came, :data:`LOST` and its like too.
        repeated: how many requests were lost on a kept connection and sent again.
        left_out: how many were never sent, for no connection was free in time.
    """

    seconds: float
    latencies: Float64
    statuses: Counter[int]
    repeated: int = 0
    left_out: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds > 0 else 0.0

    def percentile(self, share: float) -> float:
        """The latency, in milliseconds, that this percentage of answers did not exceed; NaN without any."""
        return float(np.percentile(self.latencies, share) * 1000) if len(self.latencies) else float("nan")

    @property
    def failed(self) -> int:
        """How many were not answered with 2xx or 304."""
        return sum(n for status, n in self.statuses.items() if not 200 <= status < 300 and status != 304)


def closed(
    url: str, requests: Iterable[Request], *, connections: int, seconds: float, most: int | None = None
) -> Tally:
    """Ask as fast as answers come: each connection sends its next request when it has its answer.

    Args:
        url: of the server, on this machine.
        requests: taken in order, again from the first when all were sent; with ``most`` none comes twice.
        connections: kept open.
        seconds: how long new requests are sent.
        most: how many at most.
    """
    given = list(requests)
    source = iter(given[:most]) if most is not None else cycle(given)
    return uvloop.run(_closed(url, source, connections, seconds))


def paced(
    url: str,
    requests: Iterable[Request],
    *,
    connections: int,
    rate: float,
    seconds: float,
    patience: float = math.inf,
) -> Tally:
    """Send so many requests a second, whatever comes back; latency counts from when each was due.

    A request whose time has come while all connections are taken waits for one, and that counts: latencies
    do not leave out what a slow answer holds up (Tene, "How NOT to Measure Latency", 2015). With ``patience``
    it waits no more than so many seconds: a flood that no server could answer would else go on for minutes
    after its end.
    """
    return uvloop.run(_paced(_Count(url, connections), cycle(list(requests)), rate, seconds, patience))


def once(url: str, requests: Sequence[Request]) -> list[Answered]:
    """Ask one after the other, and keep the answers."""
    return uvloop.run(_once(url, requests))


@dataclass(eq=False)
class _Connection(asyncio.Protocol):
    """One connection; one request at a time."""

    transport: asyncio.Transport | None = None
    waiting: "asyncio.Future[Answered] | None" = None
    received: bytearray = field(default_factory=bytearray)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment] # uvloop's has all of asyncio.Transport

    def ask(self, request: Request) -> "asyncio.Future[Answered]":
        self.waiting = asyncio.get_running_loop().create_future()
        if self.transport is None:
            self.waiting.set_result(Answered(LOST, b"", b""))
        else:
            self.transport.write(request.raw)
        return self.waiting

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()
            self.transport = None

    def data_received(self, data: bytes) -> None:
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0 or self.waiting is None or self.waiting.done():
            return
        status = int(self.received[9:12])
        found = _LENGTH.search(self.received, 0, end)
        length = int(found[1]) if found and status != 304 else 0
        if len(self.received) < end + 4 + length:
            return
        head, body = bytes(self.received[:end]), bytes(self.received[end + 4 : end + 4 + length])
        del self.received[: end + 4 + length]
        if _LAST.search(head):
            self.close()
        self.waiting.set_result(Answered(status, head, body))

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - asyncio's
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(Answered(CUT if self.received else LOST, b"", b""))


class _Line:
    """One connection after another, as servers close them."""

    def __init__(self, url: str) -> None:
        self.repeated = 0
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._connection: _Connection | None = None

    async def ask(self, request: Request) -> Answered:
        """The answer to a request, by the connection that is there or else by a new one."""
        kept = self._connection
        if kept is not None and kept.transport is not None:
            answer = await kept.ask(request)
            if answer.status != LOST:
                return answer
            self.repeated += 1
        try:
            _, self._connection = await asyncio.get_running_loop().create_connection(
                _Connection, self._host, self._port
            )
        except OSError:
            await asyncio.sleep(_PAUSE)
            return Answered(REFUSED, b"", b"")
        return await self._connection.ask(request)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class _Count:
    """What has come so far."""

    def __init__(self, url: str, connections: int) -> None:
        self.lines = [_Line(url) for _ in range(connections)]
        self.began = time.perf_counter()
        self._latencies: list[float] = []
        self._statuses: Counter[int] = Counter()
        self._under_way = 0
        self.left_out = 0

    async def ask(self, line: _Line, request: Request, since: float) -> None:
        self._under_way += 1
        answer = await line.ask(request)
        self._under_way -= 1
        self._latencies.append(time.perf_counter() - since)
        self._statuses[answer.status] += 1

    async def end(self, tasks: Collection["asyncio.Task[None]"], seconds: float) -> Tally:
        """Wait for what is under way, for so long and the longest wait more."""
        if tasks:
            done, silent = await asyncio.wait(tasks, timeout=seconds + _LONGEST_WAIT)
            self._statuses[SILENT] += self._under_way  # others of them never had a connection to ask by
            for task in silent:
                task.cancel()
            for task in done:
                task.result()
        took = time.perf_counter() - self.began
        for line in self.lines:
            line.close()
        repeated = sum(line.repeated for line in self.lines)
        return Tally(took, np.array(self._latencies), +self._statuses, repeated, self.left_out)


async def _closed(url: str, source: Iterator[Request], connections: int, seconds: float) -> Tally:
    count = _Count(url, connections)
    until = count.began + seconds

    async def work(line: _Line) -> None:
        while (sent := time.perf_counter()) < until:
            request = next(source, None)
            if request is None:
                return
            await count.ask(line, request, sent)

    return await count.end([asyncio.create_task(work(line)) for line in count.lines], seconds)


async def _paced(
    count: _Count, source: Iterator[Request], rate: float, seconds: float, patience: float
) -> Tally:
    free: asyncio.Queue[_Line] = asyncio.Queue()
    for line in count.lines:
        free.put_nowait(line)
    under_way: set[asyncio.Task[None]] = set()

    async def send(request: Request, due: float) -> None:
        line = await free.get()
        if time.perf_counter() - due <= patience:
            await count.ask(line, request, due)
        else:
            count.left_out += 1
        free.put_nowait(line)

    for number in range(int(rate * seconds)):
        due = count.began + number / rate
        ahead = due - time.perf_counter()
        if ahead > 0:
            await asyncio.sleep(ahead)
        task = asyncio.create_task(send(next(source), due))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    return await count.end(set(under_way), 0)


async def _once(url: str, requests: Sequence[Request]) -> list[Answered]:
    line = _Line(url)
    answers = [await line.ask(request) for request in requests]
    line.close()
    return answers
