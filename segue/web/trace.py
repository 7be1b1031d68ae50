"""What is known of one request from its first byte to its log line."""

import re
import uuid
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
    """

    request_id: str
    release_id: str | None = None
    quota: Quota | None = None
    claims: Claims | None = None


def begin(scope: MutableMapping[str, Any]) -> Trace:
    """Give a request its trace."""
    offered = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    sane = _SANE_ID.fullmatch(offered)
    trace = Trace(offered.decode("ascii") if sane else uuid.uuid4().hex)
    scope[KEY] = trace
    return trace


def trace_of(scope: MutableMapping[str, Any]) -> Trace:
    """The trace of a request. Raises ``KeyError`` outside of one."""
    trace: Trace = scope[KEY]
    return trace
