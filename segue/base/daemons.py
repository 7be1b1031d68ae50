"""Threads that do not keep a process from ending."""

import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread


class DaemonThreads:
    """A few threads that take calls from one queue, first come, first served.

    Python waits for the threads of ``concurrent.futures`` as it exits, for ever if a call hangs; it does not
    wait for these.

    Args:
        name: Shown in thread names.
        threads: How many; started with the first call.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._calls: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._threads = [Thread(target=self._work, name=f"{name}_{n}", daemon=True) for n in range(threads)]
        self._lock = Lock()
        self._started = False
        self._closed = False

    def submit(self, call: Callable[[], object]) -> None:
        """Have it called; it tells itself how it ended, and raises nothing.

        Raises ``RuntimeError`` after closing.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("closed")
            if not self._started:
                self._started = True
                for thread in self._threads:
                    thread.start()
            self._calls.put(call)

    def close(self, wait_seconds: float) -> bool:
        """Drop what is waiting and let what is under way finish; says whether all of it did in time."""
        with self._lock:
            self._closed = True
            with suppress(Empty):
                while True:
                    self._calls.get_nowait()
            for _ in self._threads:
                self._calls.put(None)
        deadline = time.monotonic() + wait_seconds
        started = [thread for thread in self._threads if thread.ident is not None]
        for thread in started:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in started)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
            del call  # holds nothing of the last call while it waits for the next
