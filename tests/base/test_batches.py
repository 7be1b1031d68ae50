"""Handing over never waits; writing is in order, and tries again what may pass."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from segue.base.batches import Batches
from tests.web.world import eventually


class Shelf:
    """Something to write to: it may be closed for a while, and may refuse."""

    def __init__(self) -> None:
        self.written: list[list[int]] = []
        self.open = threading.Event()
        self.open.set()
        self.error: Exception | None = None
        self.attempts = 0

    def __call__(self, batch: Sequence[int]) -> None:
        self.open.wait(10)
        self.attempts += 1
        if self.error is not None:
            raise self.error
        self.written.append([*batch])

    @property
    def all(self) -> list[int]:
        return [number for batch in self.written for number in batch]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def messages(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What our logger says, at warnings and errors and recovery."""
    logger = logging.getLogger("segue.base.batches")
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    with caplog.at_level(logging.INFO, logger.name):
        logger.addHandler(handler)
        yield said
        logger.removeHandler(handler)


def batches(
    shelf: Shelf, *, most_waiting: int = 1000, gather_seconds: float = 0.0, retry_seconds: float = 0.01
) -> Batches[int]:
    return Batches(
        "numbers",
        shelf,
        passing=(OSError,),
        most_waiting=most_waiting,
        most_at_once=100,
        gather_seconds=gather_seconds,
        retry_seconds=retry_seconds,
    )


def test_all_that_was_handed_over_is_written_in_order_when_it_closes(shelf: Shelf) -> None:
    writing = batches(shelf)
    for number in range(350):
        writing.hand_over([number])
    assert writing.close()
    assert shelf.all == [*range(350)]
    assert max(map(len, shelf.written)) <= 100
    assert (writing.dropped, writing.failing) == (0, False)


def test_closing_at_any_moment_loses_nothing(shelf: Shelf) -> None:
    for number in range(200):
        writing = batches(shelf)
        writing.hand_over([number])
        assert writing.close()
    assert shelf.all == [*range(200)]


def test_a_batch_waits_for_more_but_closing_does_not(shelf: Shelf) -> None:
    writing = batches(shelf, gather_seconds=60)
    for number in range(50):
        writing.hand_over([number])
    assert writing.close()
    assert shelf.written == [[*range(50)]]


def test_a_full_batch_does_not_wait(shelf: Shelf) -> None:
    writing = batches(shelf, gather_seconds=60)
    writing.hand_over(range(100))
    eventually(lambda: shelf.all == [*range(100)])
    writing.close()


def test_what_comes_while_a_batch_is_written_waits_for_more(shelf: Shelf) -> None:
    writing = batches(shelf, gather_seconds=0.1)

    def write(batch: Sequence[int]) -> None:
        if batch[0] < 3:
            writing.hand_over([batch[0] + 1])
        begun.append(time.monotonic())
        shelf(batch)

    begun: list[float] = []
    writing._write = write
    writing.hand_over([0])
    eventually(lambda: shelf.all == [0, 1, 2, 3])
    writing.close()
    assert begun[-1] - begun[0] > 3 * 0.09


def test_between_batches_it_rests_as_long_as_one_takes(shelf: Shelf) -> None:
    begun: list[float] = []

    def write(batch: Sequence[int]) -> None:
        begun.append(time.monotonic())
        time.sleep(0.02)
        shelf(batch)

    writing = Batches(
        "numbers", write, passing=(OSError,), most_waiting=1_000_000, most_at_once=10, gather_seconds=0.1
    )
    writing.hand_over(range(60))
    eventually(lambda: len(begun) == 6)
    writing.close()
    assert begun[-1] - begun[0] > 5 * 0.039


def test_what_may_pass_is_tried_again_and_nothing_is_lost(shelf: Shelf, messages: list[str]) -> None:
    shelf.error = OSError(28, "No space left on device")
    writing = batches(shelf)
    writing.hand_over([1, 2])
    eventually(lambda: shelf.attempts > 2)
    assert writing.failing
    writing.hand_over([3])
    shelf.error = None
    eventually(lambda: shelf.all == [1, 2, 3])
    writing.close()
    assert (writing.dropped, writing.failing) == (0, False)
    assert messages == ["can't be written", "written again"]


def test_a_fault_of_our_own_loses_its_batch_alone_and_leaves_its_trace(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.error = TypeError("a mistake")
    writing = batches(shelf)
    writing.hand_over([1, 2])
    eventually(lambda: writing.failing)
    shelf.error = None
    writing.hand_over([3])
    eventually(lambda: shelf.all == [3])
    assert (writing.dropped, writing.failing) == (2, False)
    writing.close()
    assert [record.exc_info is not None for record in caplog.records][:1] == [True]


def test_more_than_can_wait_is_dropped_counted_and_said_once(shelf: Shelf, messages: list[str]) -> None:
    shelf.open.clear()
    writing = batches(shelf, most_waiting=5)
    writing.hand_over(range(200))
    shelf.open.set()
    writing.close()
    assert 5 <= len(shelf.all) < 200
    assert writing.dropped == 200 - len(shelf.all)
    assert messages == ["more come than can be written; some are dropped", "some were not written"]


def test_closing_tries_once_more_and_counts_what_is_lost(shelf: Shelf) -> None:
    shelf.error = OSError(28, "No space left on device")
    writing = batches(shelf, retry_seconds=60)
    writing.hand_over(range(250))
    eventually(lambda: writing.failing)
    before = shelf.attempts
    assert writing.close()
    assert shelf.attempts == before + 1
    assert writing.dropped == 250


def test_closing_waits_no_longer_than_it_is_told(shelf: Shelf, messages: list[str]) -> None:
    shelf.open.clear()
    writing = batches(shelf)
    writing.hand_over([1])
    assert not writing.close(wait_seconds=0.01)
    assert messages == ["closed while some were being written"]
    shelf.open.set()
