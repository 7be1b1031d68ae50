"""A worker that leaves takes along who stands in its queue; tests/faults/test_workers.py does it whole."""

import errno
import socket
import struct
from collections import deque
from typing import Any

import pytest

from segue.web.worker import _standing_in

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
