"""Files sent as they are: read once, known by their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Request, Response

from segue.web.written import entity_tag, holds

# Not asked from the operating system, whose tables differ.
MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class StaticFile:
    """One file, ready to be sent.

    Attributes:
        body: all of it.
        media_type: without the charset, which is UTF-8 for text.
        tag: its entity tag.
    """

    body: bytes
    media_type: str
    tag: str

    @classmethod
    def of(cls, body: bytes, suffix: str) -> "StaticFile":
        """A file with this content. Raises ``KeyError`` for an ending the page does not use."""
        return cls(body, MEDIA_TYPES[suffix], entity_tag(body))


def file_answer(request: Request, file: StaticFile, headers: Mapping[str, str] | None = None) -> Response:
    """A file with its entity tag, or 304 for whoever holds it already."""
    # Kept, but asked for again each time: a new version of Segue never runs half of the old page.
    headers = {"ETag": file.tag, "Cache-Control": "no-cache", **(headers or {})}
    if holds(request.scope, file.tag):
        return Response(status_code=304, headers=headers)
    return Response(file.body, headers=headers, media_type=file.media_type)
