import asyncio
import errno
from collections.abc import Callable

import pytest
from starlette.types import Message

from segue.base.errors import TooManyRequests, Unavailable
from segue.base.ids import AccountId
from segue.web.downloads import KEPT_IN_MEMORY, PIECE, Download, Downloads, written


def sent(download: Download, *, gone_after: int = 10_000) -> list[Message]:
    """What a reader gets who stops listening after so many messages."""
    messages: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits an hour")

    async def send(message: Message) -> None:
        if len(messages) == gone_after:
            raise OSError(errno.EPIPE, "gone")
        messages.append(message)

    scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "headers": []}
    asyncio.run(download(scope, receive, send))
    return messages


@pytest.mark.parametrize("size", [0, 1, PIECE, KEPT_IN_MEMORY + PIECE // 2])
def test_a_document_is_sent_whole_in_pieces_and_closed(size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    file = written(lambda write: [write(content[at : at + 1000]) for at in range(0, size, 1000)])
    start, *pieces = sent(Download(file, "a.json"))
    assert dict(start["headers"])[b"content-length"] == str(size).encode()
    assert dict(start["headers"])[b"content-disposition"] == b'attachment; filename="a.json"'
    assert b"".join(piece["body"] for piece in pieces) == content
    assert max(len(piece["body"]) for piece in pieces) <= PIECE
    assert file.closed


def test_a_reader_who_leaves_does_not_leave_the_file_open() -> None:
    file = written(lambda write: write(b"x" * (KEPT_IN_MEMORY + 1)))
    start, piece = sent(Download(file, "a.json"), gone_after=2)
    assert (start["status"], len(piece["body"])) == (200, PIECE)
    assert file.closed


def test_an_account_has_one_file_on_its_way_and_others_have_theirs() -> None:
    ada, ben, downloads = AccountId(1), AccountId(2), Downloads()
    first, other, second = (written(lambda write: write(b"x" * (KEPT_IN_MEMORY + 1))) for _ in range(3))
    downloads.take(ada, first)
    downloads.take(ben, other)
    with pytest.raises(TooManyRequests, match="on its way"):
        downloads.check(ada)
    with pytest.raises(TooManyRequests, match="on its way"):
        downloads.take(ada, second)
    assert second.closed
    assert not first.closed
    sent(Download(first, "a.json"))
    downloads.check(ada)
    other.close()


def test_what_needs_no_file_is_not_counted() -> None:
    ada, downloads = AccountId(1), Downloads()
    files = [written(lambda write: write(b"x" * KEPT_IN_MEMORY)) for _ in range(2)]
    for file in files:
        downloads.take(ada, file)
    downloads.check(ada)
    for file in files:
        file.close()


def test_a_full_disk_is_told_as_such() -> None:
    def fill(write: Callable[[bytes], object]) -> None:
        write(b"x")
        raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(Unavailable, match="no room"):
        written(fill)


def test_what_writing_raises_comes_out() -> None:
    def fail(write: Callable[[bytes], object]) -> None:
        write(b"x" * (KEPT_IN_MEMORY + 1))
        raise LookupError

    with pytest.raises(LookupError):
        written(fail)
