"""A client that costs little: requests as ready bytes over kept connections, answers barely parsed.

It measures a server on the same machine, so what it spends is taken from the server. One answer takes it
about a sixth of what an empty route of FastAPI takes the server.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlsplit

import numpy as np
import uvloop

from segue.base.arrays import Float64

_LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: *(\d+)")
_LONGEST_WAIT = 30.0


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
        status: of HTTP; 0 for a connection that was lost before there was one.
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
        statuses: how often each came; 0 is a lost connection.
    """

    seconds: float
    latencies: Float64
    statuses: Counter[int]

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


def paced(url: str, requests: Iterable[Request], *, connections: int, rate: float, seconds: float) -> Tally:
    """Send so many requests a second, whatever comes back; latency counts from when each was due.

    A request whose time has come while all connections are taken waits for one, and that counts: latencies
    do not leave out what a slow answer holds up (Tene, "How NOT to Measure Latency", 2015).
    """
    return uvloop.run(_paced(url, cycle(list(requests)), connections, rate, seconds))


def once(url: str, requests: Sequence[Request]) -> list[Answered]:
    """Ask one after the other, and keep the answers."""
    return uvloop.run(_once(url, requests))


@dataclass(eq=False)
class _Connection(asyncio.Protocol):
    """One kept connection; one request at a time."""

    transport: asyncio.Transport | None = None
    waiting: "asyncio.Future[Answered] | None" = None
    received: bytearray = field(default_factory=bytearray)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment] # uvloop's has all of asyncio.Transport

    def ask(self, request: Request) -> "asyncio.Future[Answered]":
        self.waiting = asyncio.get_running_loop().create_future()
        if self.transport is None:
            self.waiting.set_result(Answered(0, b"", b""))
        else:
            self.transport.write(request.raw)
        return self.waiting

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
        self.waiting.set_result(Answered(status, head, body))

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(Answered(0, b"", b""))


async def _connect(url: str) -> _Connection:
    parts = urlsplit(url)
    _, connection = await asyncio.get_running_loop().create_connection(
        _Connection, parts.hostname, parts.port
    )
    return connection


async def _closed(url: str, source: Iterator[Request], connections: int, seconds: float) -> Tally:
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    lines = [await _connect(url) for _ in range(connections)]
    began = time.perf_counter()
    until = began + seconds

    async def work(line: _Connection) -> None:
        while (sent := time.perf_counter()) < until:
            request = next(source, None)
            if request is None:
                return
            answer = await line.ask(request)
            latencies.append(time.perf_counter() - sent)
            statuses[answer.status] += 1
            if line.transport is None:
                line = await _connect(url)

    await asyncio.gather(*(work(line) for line in lines))
    took = time.perf_counter() - began
    _close(lines)
    return Tally(took, np.array(latencies), statuses)


async def _paced(url: str, source: Iterator[Request], connections: int, rate: float, seconds: float) -> Tally:
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    lines = [await _connect(url) for _ in range(connections)]
    free: asyncio.Queue[_Connection] = asyncio.Queue()
    for line in lines:
        free.put_nowait(line)
    began = time.perf_counter()
    under_way: set[asyncio.Task[None]] = set()

    async def send(request: Request, due: float) -> None:
        line = await free.get()
        if line.transport is None:
            line = await _connect(url)
        answer = await line.ask(request)
        latencies.append(time.perf_counter() - due)
        statuses[answer.status] += 1
        free.put_nowait(line)

    for number in range(int(rate * seconds)):
        due = began + number / rate
        ahead = due - time.perf_counter()
        if ahead > 0:
            await asyncio.sleep(ahead)
        task = asyncio.create_task(send(next(source), due))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    if under_way:
        await asyncio.wait(under_way, timeout=_LONGEST_WAIT)
    took = time.perf_counter() - began
    while not free.empty():
        _close([free.get_nowait()])
    return Tally(took, np.array(latencies), statuses)


async def _once(url: str, requests: Sequence[Request]) -> list[Answered]:
    line = await _connect(url)
    answers = [await line.ask(request) for request in requests]
    _close([line])
    return answers


def _close(lines: Iterable[_Connection]) -> None:
    for line in lines:
        if line.transport is not None:
            line.transport.close()
