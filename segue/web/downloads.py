"""Documents too large for memory: written to a file that has no name, then sent as the reader takes them."""

import errno
import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import IO
from weakref import WeakValueDictionary

import anyio.to_thread
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from segue.base.errors import TooManyRequests, Unavailable
from segue.base.ids import AccountId

KEPT_IN_MEMORY = 1 << 20
"""Bytes up to which a document needs no file."""
PIECE = 1 << 16
UNDER_WAY = (
    "A document of this account is on its way. Take that one, or leave it, before you ask for another."
)
NO_ROOM = "There is no room to write the document right now. Try again later."

logger = logging.getLogger(__name__)


def written(write_to: Callable[[Callable[[bytes], object]], object]) -> IO[bytes]:
    """A document, written by what is given a function that takes the next bytes; at its end.

    The file is readable by nobody else and gone when it is closed. Raises :class:`Unavailable` where the disk
    is full or can't be written, and what ``write_to`` raises.
    """
    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    try:
        write_to(file.write)
    except OSError as error:
        file.close()
        logger.warning(
            "no room for a document", extra={"fields": {"cause": errno.errorcode.get(error.errno or 0)}}
        )
        raise Unavailable(NO_ROOM, retry_after_seconds=60) from error
    except BaseException:
        file.close()
        raise
    return file


class Downloads:
    """Documents on their way out of one process: of those that need a file, one for each account.

    A file stays for as long as its reader takes, so without an end to them one slow reader fills the disk.
    """

    def __init__(self) -> None:
        self._files: WeakValueDictionary[AccountId, IO[bytes]] = WeakValueDictionary()

    def check(self, owner: AccountId) -> None:
        """Raise :class:`TooManyRequests` while a document of an account is on its way."""
        file = self._files.get(owner)
        if file is not None and not file.closed:
            raise TooManyRequests(UNDER_WAY, retry_after_seconds=60)

    def take(self, owner: AccountId, file: IO[bytes]) -> None:
        """Note a document, at its end, until it is closed. Closes it and raises as :meth:`check` does."""
        if file.tell() <= KEPT_IN_MEMORY:
            return
        try:
            self.check(owner)
        except TooManyRequests:
            file.close()
            raise
        self._files[owner] = file


class Download(StreamingResponse):
    """A JSON document as a file to keep, which is closed however sending it ends.

    Args:
        file: at its end.
        name: of the file, ASCII without quotes and backslashes (RFC 6266, appendix D).
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(file.tell()),
            "Cache-Control": "no-store",
        }
        super().__init__(self._pieces(), headers=headers, media_type="application/json")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, in pieces read off the event loop."""
        with self._file, suppress(ClientDisconnect):  # a reader who left is told nothing
            await super().__call__(scope, receive, send)

    async def _pieces(self) -> AsyncIterator[bytes]:
        self._file.seek(0)
        while piece := await anyio.to_thread.run_sync(self._file.read, PIECE):
            yield piece
