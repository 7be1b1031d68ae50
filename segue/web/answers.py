"""Writing answers: JSON once, as bytes."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Response

from segue.web.serving import Serving
from segue.web.written import Header, Lists, Written, entity_tag

ANONYMOUS_SECONDS = 60
"""How long a cache may keep what everyone gets; also how far it may lag behind a new release."""

_PUBLIC = f"public, max-age={ANONYMOUS_SECONDS}".encode()


def json_answer(
    content: Any, status: int = 200, headers: Mapping[str, str] | None = None, media_type: str | None = None
) -> Response:
    """Content as a JSON response. Raises ``TypeError`` for what JSON can't hold."""
    return Response(orjson.dumps(content), status, headers, media_type or "application/json")


def written(
    serving: Serving,
    content: Any,
    *,
    personal: bool,
    more: tuple[Header, ...] = (),
    lists: Lists | None = None,
) -> Written:
    """An answer computed from a release, with its name, a strong ``ETag`` and how it may be cached.

    Args:
        serving: the release.
        content: what to write.
        personal: whether it depends on who asks; then only their own cache may keep it.
        more: further headers.
        lists: what it shows, where impressions are kept of it.
    """
    # copied, which takes 0.2 µs: what orjson made 2 KB in goes on taking 8 for as long as it is kept
    body = bytes(memoryview(orjson.dumps(content)))
    tag = entity_tag(body)
    headers = (
        (b"x-release", serving.release_id.encode("latin-1")),
        (b"etag", tag.encode("latin-1")),
        (b"cache-control", b"private, no-cache" if personal else _PUBLIC),
        (b"vary", b"Authorization"),
    )
    return Written(body, tag, headers + more, lists)
