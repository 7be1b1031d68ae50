import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from benchmarks.serving.client import CUT, LOST, Request, closed, once, paced

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@contextmanager
def answering(*answers: bytes, seconds: float = 0.0) -> Iterator[str]:
    """A server whose every connection gets these answers, one for each request, and is closed after them.

    Each takes so many seconds.
    """

    def serve(connection: socket.socket) -> None:
        with connection:
            for answer in answers:
                if not connection.recv(65536):
                    break
                time.sleep(seconds)
                connection.sendall(answer)

    def accept(listening: socket.socket) -> None:
        with suppress(OSError):  # closed
            while True:
                threading.Thread(target=serve, args=listening.accept()[:1], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=accept, args=[listening], daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_a_request_is_spelt_out_with_its_body_and_token() -> None:
    request = Request.of("POST", "/a?b=c", b"{}", token="t", If_None_Match='"x"')
    head, _, body = request.raw.partition(b"\r\n\r\n")
    assert body == b"{}"
    assert head.split(b"\r\n")[0] == b"POST /a?b=c HTTP/1.1"
    assert {b"Authorization: Bearer t", b"Content-Length: 2", b'If-None-Match: "x"'} < set(
        head.split(b"\r\n")
    )


def test_answers_are_kept_apart_on_one_connection() -> None:
    with answering(OK, b"HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n", OK) as url:
        answers = once(url, [Request.of("GET", "/")] * 3)
    assert [(answer.status, answer.body) for answer in answers] == [
        (200, b"hello"),
        (304, b""),
        (200, b"hello"),
    ]


def test_what_a_kept_connection_lost_is_sent_again_and_counted() -> None:
    with answering(OK) as url:
        tally = closed(url, [Request.of("GET", "/")], connections=1, seconds=0.1)
    assert tally.statuses.keys() == {200}
    assert tally.repeated > 1


def test_what_a_new_connection_loses_has_failed() -> None:
    with answering() as url:
        tally = closed(url, [Request.of("GET", "/")] * 3, connections=1, seconds=1, most=3)
    assert tally.statuses == {LOST: 3}
    assert tally.failed == 3


def test_an_answer_that_breaks_off_has_failed() -> None:
    with answering(OK[:-1]) as url:
        tally = closed(url, [Request.of("GET", "/")], connections=1, seconds=1, most=1)
    assert tally.statuses == {CUT: 1}


def test_no_request_is_sent_twice_where_none_may_be() -> None:
    with answering(*[OK] * 100) as url:
        tally = closed(url, [Request.of("GET", "/")] * 7, connections=2, seconds=30, most=7)
    assert tally.statuses == {200: 7}
    assert tally.failed == 0


def test_a_paced_client_sends_as_many_as_are_due() -> None:
    with answering(*[OK] * 100) as url:
        tally = paced(url, [Request.of("GET", "/")], connections=2, rate=100, seconds=0.3)
    assert tally.statuses == {200: 30}
    assert tally.percentile(50) < 1000
    assert tally.rate == pytest.approx(100, rel=0.5)


def test_who_waits_too_long_for_a_connection_is_left_out_of_a_flood() -> None:
    with answering(*[OK] * 40, seconds=0.02) as url:
        requests = [Request.of("GET", "/")]
        tally = paced(url, requests, connections=1, rate=200, seconds=0.2, patience=0.03)
    assert tally.statuses.keys() == {200}
    assert tally.statuses[200] + tally.left_out == 40
    assert tally.left_out > 20
