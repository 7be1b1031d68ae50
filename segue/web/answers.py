"""Writing answers: JSON once, as bytes."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request, Response

from segue.web.serving import Serving

ANONYMOUS_SECONDS = 60
"""How long a cache may keep what everyone gets; also how far it may lag behind a new release."""

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


def json_answer(
    content: Any, status: int = 200, headers: Mapping[str, str] | None = None, media_type: str | None = None
) -> Response:
    """Content as a JSON response. Raises ``TypeError`` for what JSON can't hold."""
    return Response(orjson.dumps(content), status, headers, media_type or "application/json")


def release_answer(request: Request, serving: Serving, content: Any, *, personal: bool) -> Response:
    """An answer computed from a release, with its name, a strong ``ETag`` and how it may be cached.

    A ``GET`` that already holds these bytes (``If-None-Match``) gets 304 and no body.

    Args:
        request: for what its sender holds already.
        serving: the release.
        content: what to write.
        personal: whether it depends on who asks; then only their own cache may keep it.
    """
    body = orjson.dumps(content)
    tag = entity_tag(body)
    headers = {
        "X-Release": serving.release_id,
        "ETag": tag,
        "Cache-Control": "private, no-cache" if personal else f"public, max-age={ANONYMOUS_SECONDS}",
        "Vary": "Authorization",
    }
    if request.method == "GET" and holds(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def entity_tag(body: bytes) -> str:
    """A strong entity tag: equal for equal bytes, whatever the release or the machine."""
    return f'"{digest_of(body)}"'


def digest_of(body: bytes) -> str:
    """What stands for the bytes of an answer: 32 hex digits."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def holds(request: Request, tag: str) -> bool:
    """Whether the sender has what a tag stands for: weak comparison, as RFC 9110 section 13.1.2 asks."""
    offered = request.headers.get("if-none-match", "")
    return offered.strip() == "*" or tag in _ENTITY_TAG.findall(offered)
