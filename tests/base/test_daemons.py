import subprocess
import sys
import threading
from functools import partial

import pytest

from segue.base.daemons import DaemonThreads


def test_calls_are_taken_in_the_order_they_were_given() -> None:
    threads, order, over = DaemonThreads("test", 1), list[int](), threading.Event()
    for number in range(100):
        threads.submit(partial(order.append, number))
    threads.submit(over.set)
    assert over.wait(10)
    assert order == list(range(100))
    assert threads.close(10)


def test_as_many_calls_are_under_way_as_there_are_threads() -> None:
    threads, together, over = DaemonThreads("test", 3), threading.Barrier(3), threading.Semaphore(0)

    def meet() -> None:
        together.wait(10)
        over.release()

    for _ in range(3):
        threads.submit(meet)
    assert all(over.acquire(timeout=10) for _ in range(3))
    assert threads.close(10)


def test_closing_drops_what_waits_and_lets_what_is_under_way_finish() -> None:
    threads, begun, gate = DaemonThreads("test", 1), threading.Event(), threading.Event()
    finished = list[str]()

    def work() -> None:
        begun.set()
        gate.wait(10)
        finished.append("under way")

    threads.submit(work)
    begun.wait(10)
    threads.submit(lambda: finished.append("waiting"))
    assert not threads.close(0.01)
    gate.set()
    assert threads.close(10)
    assert finished == ["under way"]
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
