"""What is known of one request from its first byte to its log line."""

import os
import re
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from segue.accounts.tokens import Claims
from segue.base.quotas import Quota

KEY = "segue.trace"
"""Where the trace stands in the ASGI scope."""

_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


@dataclass(slots=True)
class Trace:
    """One request.

    Attributes:
        request_id: the caller's ``X-Request-ID`` where it is short and plain, else drawn by us.
        release_id: the release that answers; ``None`` where none is asked.
        quota: the limit to announce; ``None`` where none has been asked.
        claims: what the caller's token says, once it was found valid.
        refused: whether there is a token that was found not to be.
        asked: address, query and body as they were sent, where an answer to them may be kept; else ``None``.
    """

    request_id: str
    release_id: str | None = None
    quota: Quota | None = None
    claims: Claims | None = None
    refused: bool = False
    asked: bytes | None = None


def begin(scope: MutableMapping[str, Any]) -> Trace:
    """Give a request its trace."""
    request_id = None
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            request_id = value.decode("ascii") if _SANE_ID.fullmatch(value) else None
            break
    # as random as a UUID, in a fifth of the time (0.8 µs)
    trace = Trace(request_id or os.urandom(16).hex())
    scope[KEY] = trace
    return trace


def trace_of(scope: MutableMapping[str, Any]) -> Trace:
    """The trace of a request. Raises ``KeyError`` outside of one."""
    trace: Trace = scope[KEY]
    return trace
