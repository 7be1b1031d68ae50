"""Answers as bytes: written and tagged once, sent any number of times."""

import hashlib
import re
from dataclasses import dataclass

from fastapi import Response
from starlette.types import Scope

from segue.accounts.impressions import Listed

Header = tuple[bytes, bytes]
Lists = tuple[Listed, ...]
"""The lists of songs in an answer that hold any, top first."""

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


def entity_tag(body: bytes) -> str:
    """A strong entity tag: equal for equal bytes, whatever the release or the machine."""
    return f'"{digest_of(body)}"'


def digest_of(body: bytes) -> str:
    """What stands for the bytes of an answer: 32 hex digits."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def holds(scope: Scope, tag: str) -> bool:
    """Whether the sender has what a tag stands for: weak comparison, as RFC 9110 section 13.1.2 asks."""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            offered = value.decode("latin-1")
            return offered.strip() == "*" or tag in _ENTITY_TAG.findall(offered)
    return False


@dataclass(frozen=True, slots=True)
class Written:
    """JSON that can be sent.

    Attributes:
        body: the bytes.
        tag: their entity tag.
        headers: further ones, names in lower case; they stand beside a 304 too.
        lists: what it shows, for impressions; ``None`` where none are kept of it.
    """

    body: bytes
    tag: str
    headers: tuple[Header, ...]
    lists: Lists | None = None

    def response(self, scope: Scope) -> Response:
        """The answer; 304 without a body to a ``GET`` whose sender holds these bytes (``If-None-Match``)."""
        if scope["method"] == "GET" and holds(scope, self.tag):
            return Spelled(304, b"", [*self.headers])
        length = b"%d" % len(self.body)
        said = [(b"content-length", length), (b"content-type", b"application/json")]
        return Spelled(200, self.body, [*self.headers, *said])


class Spelled(Response):
    """A response whose headers are spelled out already; Starlette takes 2 to 5 µs to encode eight of them."""

    def __init__(self, status: int, body: bytes, headers: list[Header]) -> None:  # its parent's is the cost
        self.status_code = status
        self.body = body
        self.raw_headers = headers
        self.background = None
