"""Those who stand in the queue of connections: who comes to a busy worker is not kept waiting there."""

import asyncio
import errno
import os
import socket
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from itertools import islice
from typing import Any, Final

LONG_ROUND_SECONDS: Final = 0.01
ONE_FOR_SECONDS: Final = 0.001
"""Of a long round, one more is taken for each of these: about as many as were answered in it."""


class Arrivals:
    """Takes connections beside the listener of the event loop.

    uvloop's takes one in a round of the loop, and a round that answers all who have asked on kept connections
    may take a second: of 3 000 who came at once some stood in the queue for 22 s, unseen by all limits, while
    those who had been taken were answered again and again. To take more in short rounds, too, would give a
    rush to whichever worker wakes first.

    Args:
        queues: sockets that the loop listens with, which do not block; it closes them.
        serve: begins to serve a connection that was taken.
    """

    def __init__(
        self, queues: Iterable[socket.socket], serve: Callable[[socket.socket], Coroutine[Any, Any, None]]
    ) -> None:
        self._queues = list(queues)
        self._serve = serve
        self._measuring = False
        self._beginning: set[asyncio.Task[None]] = set()

    def one_came(self) -> None:
        """Look, after a round of the loop, whether it was a long one; called for each that was taken.

        Costs 1 µs a connection.
        """
        if not self._measuring:
            self._measuring = True
            asyncio.get_running_loop().call_soon(self._look, time.monotonic())

    def leave(self, stop_listening: Callable[[], None]) -> None:
        """Take nobody from now on but those who stand there: closing the queue would reset them."""
        open_queues = [queue for queue in self._queues if queue.fileno() >= 0]
        self._queues = [socket.socket(fileno=os.dup(queue.fileno())) for queue in open_queues]
        stop_listening()
        for queue in self._queues:
            queue.setblocking(False)
        self._take()
        for queue in self._queues:
            queue.close()
        self._queues = []

    def _look(self, since: float) -> None:
        self._measuring = False
        seconds = time.monotonic() - since
        if seconds >= LONG_ROUND_SECONDS:
            self._take(int(seconds / ONE_FOR_SECONDS))

    def _take(self, most: int | None = None) -> None:
        loop = asyncio.get_running_loop()
        for queue in self._queues:
            for taken in islice(_standing_in(queue), most):
                task = loop.create_task(self._serve(taken))
                self._beginning.add(task)
                task.add_done_callback(self._beginning.discard)


def _standing_in(queue: socket.socket) -> Iterator[socket.socket]:
    """Every connection that waits to be taken; those behind one whose client has left, too."""
    while True:
        try:
            taken, _ = queue.accept()
        except OSError as error:
            if error.errno in _OF_ONE_CONNECTION:
                continue
            return  # nobody is left, or this process may hold no more
        taken.setblocking(False)
        yield taken


_OF_ONE_CONNECTION: Final = {
    *(errno.ECONNABORTED, errno.EPROTO, errno.ENOPROTOOPT),
    *(errno.ENETDOWN, errno.ENETUNREACH, errno.ENONET, errno.EHOSTDOWN, errno.EHOSTUNREACH),
}
"""What taking a connection says of that one alone, which has left the queue: accept(2), "Error handling"."""
