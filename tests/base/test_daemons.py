import subprocess
import sys
import threading
from concurrent.futures import CancelledError
from functools import partial

import pytest

from segue.base.daemons import DaemonThreads


def test_calls_are_taken_in_order_and_give_what_they_return_or_raise() -> None:
    def broken() -> int:
        raise ZeroDivisionError

    threads, order = DaemonThreads("test", 1), list[int]()
    calls = [threads.submit(partial(order.append, number)) for number in range(100)]
    assert [call.result(10) for call in calls] == [None] * 100
    assert order == list(range(100))
    with pytest.raises(ZeroDivisionError):
        threads.submit(broken).result(10)
    assert threads.close(10)


def test_as_many_calls_are_under_way_as_there_are_threads() -> None:
    threads, together = DaemonThreads("test", 3), threading.Barrier(3)
    calls = [threads.submit(lambda: together.wait(10)) for _ in range(3)]
    assert {call.result(10) for call in calls} == {0, 1, 2}
    assert threads.close(10)


def test_closing_cancels_what_waits_and_lets_what_is_under_way_finish() -> None:
    threads, begun, gate = DaemonThreads("test", 1), threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        gate.wait(10)
        return "finished"

    under_way = threads.submit(work)
    begun.wait(10)
    waiting = threads.submit(work)
    assert not threads.close(0.01)
    with pytest.raises(CancelledError):
        waiting.result(10)
    gate.set()
    assert under_way.result(10) == "finished"
    assert threads.close(10)
    with pytest.raises(RuntimeError):
        threads.submit(work)


def test_threads_that_were_never_needed_are_closed_at_once() -> None:
    assert DaemonThreads("test", 1).close(0)


def test_a_call_that_hangs_does_not_keep_python_from_ending() -> None:
    program = """
from segue.base.daemons import DaemonThreads
import threading, time
begun = threading.Event()
DaemonThreads("test", 1).submit(lambda: (begun.set(), time.sleep(600)))
begun.wait()
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=20)
