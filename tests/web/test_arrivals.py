"""Who stands in the queue of a worker; ``tests/faults/test_workers.py`` and ``tests/load`` do it whole."""

import asyncio
import errno
import socket
import struct
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from segue.web.arrivals import Arrivals, _standing_in

STANDING = 50
RESET = struct.pack("ii", 1, 0)
"""For ``SO_LINGER``: closing sends a reset."""


class Queue:
    """Gives connections, or fails; then nobody is left."""

    def __init__(self, *given: socket.socket | int) -> None:
        self.given = deque(given)

    def accept(self) -> tuple[socket.socket, Any]:
        first = self.given.popleft() if self.given else errno.EAGAIN
        if isinstance(first, int):
            raise OSError(first, "")
        return first, None


def test_those_behind_a_client_who_has_left_are_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as queue:
        queue.setblocking(False)
        clients = [socket.create_connection(queue.getsockname()) for _ in range(3)]
        clients[1].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        clients[1].close()
        taken = list(_standing_in(queue))
        names = {each.getsockname() for each in (clients[0], clients[2])}
        assert names <= {_peer(each) for each in taken}
        for each in (*clients, *taken):
            each.close()


@pytest.mark.parametrize("failure", [errno.ECONNABORTED, errno.EPROTO, errno.EHOSTUNREACH])
def test_those_behind_a_connection_that_can_not_be_taken_are_taken(failure: int) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert list(_standing_in(Queue(failure, failure, ours))) == [ours]  # type: ignore[arg-type]
        assert not ours.getblocking()


def test_a_process_that_may_hold_no_more_takes_no_more() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert list(_standing_in(Queue(errno.EMFILE, ours))) == []  # type: ignore[arg-type]


def _peer(taken: socket.socket) -> Any:
    try:
        return taken.getpeername()
    except OSError:
        return None


@contextmanager
def rush() -> Iterator[socket.socket]:
    """A queue in which many stand."""
    with ExitStack() as opened, socket.create_server(("127.0.0.1", 0), backlog=STANDING) as queue:
        queue.setblocking(False)
        for _ in range(STANDING):
            opened.enter_context(socket.create_connection(queue.getsockname()))
        yield queue


def taken_in_a_round(queue: socket.socket, *, seconds: float) -> int:
    """How many more are taken when one came in a round of the loop that took so long."""
    served: list[socket.socket] = []

    async def serve(taken: socket.socket) -> None:
        served.append(taken)

    async def one_round() -> None:
        arrivals = Arrivals([queue], serve)
        arrivals.one_came()
        arrivals.one_came()
        time.sleep(seconds)  # noqa: ASYNC251 - what answers of others take
        for _ in range(3):
            await asyncio.sleep(0)

    asyncio.run(one_round())
    for each in served:
        each.close()
    return len(served)


def test_a_worker_that_is_busy_takes_as_many_as_it_may_have_answered_meanwhile() -> None:
    with rush() as queue:
        assert 20 <= taken_in_a_round(queue, seconds=0.02) <= STANDING


def test_a_worker_that_is_not_leaves_the_others_to_its_loop() -> None:
    with rush() as queue:
        assert min(taken_in_a_round(queue, seconds=0) for _ in range(3)) == 0


def test_who_leaves_takes_all_and_then_nobody() -> None:
    served: list[socket.socket] = []

    async def serve(taken: socket.socket) -> None:
        served.append(taken)

    async def leave(queue: socket.socket) -> None:
        arrivals = Arrivals([queue], serve)
        arrivals.leave(queue.close)
        arrivals.one_came()
        time.sleep(0.02)  # noqa: ASYNC251
        for _ in range(3):
            await asyncio.sleep(0)

    with rush() as queue:
        asyncio.run(leave(queue))
    assert len(served) == STANDING
    for each in served:
        each.close()
