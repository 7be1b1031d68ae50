"""The one error family.

SegueError
├── ClientError            something the caller sent (4xx; exit code 2 on the command line)
│   ├── BadRequest         400
│   ├── Unauthorized       401, with WWW-Authenticate: Bearer
│   ├── Forbidden          403, signed in, but not allowed to
│   ├── NotFound           404
│   ├── Conflict           409, what is there stands against it
│   ├── TooManyRequests    429, with Retry-After
│   ├── Unprocessable      422, a value that is not allowed; also a ValueError
│   └── DataError          a file or a model given to a command can't be used (400)
├── GateRefused            a release may not take the place of the one in service (409; exit code 1)
├── Unavailable            503, with Retry-After
│   ├── Busy               another training is at work (exit code 4)
│   └── Late               this call alone took too long
└── ReleaseRefused         a release folder does not verify (503; exit code 3)

An error knows its HTTP status, a stable ``type`` and its exit code. Its message is shown to people as it
stands, so it says what to do next and holds no secret, path of another person's machine or personal data.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class SegueError(Exception):
    """Anything Segue raises on purpose. ``str(error)`` is the sentence a person reads."""

    status: ClassVar[int] = 500
    type: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Internal error"
    exit_code: ClassVar[int] = 1

    @property
    def headers(self) -> dict[str, str]:
        """Extra response headers that belong to this error."""
        return {}


class ClientError(SegueError):
    """Something the caller sent can't be used as it is."""

    status = 400
    type = "bad-request"
    title = "Bad request"
    exit_code = 2


class BadRequest(ClientError):
    """The request is well-formed, but its content can't be acted on."""


class Unauthorized(ClientError):
    """No valid token where one is needed, or a token that is not valid."""

    status = 401
    type = "unauthorized"
    title = "Authentication required"

    @property
    def headers(self) -> dict[str, str]:
        """Say which scheme to use (RFC 6750, section 3)."""
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(ClientError):
    """The account is known, and this is not for it."""

    status = 403
    type = "forbidden"
    title = "Not allowed"


class NotFound(ClientError):
    """What the request names does not exist."""

    status = 404
    type = "not-found"
    title = "Not found"


class Conflict(ClientError):
    """What is asked for can't be done as things are; the message says what stands against it."""

    status = 409
    type = "conflict"
    title = "Not possible now"


class TooManyRequests(ClientError):
    """A limit is reached; the same request is welcome later.

    Args:
        message: What a person reads.
        retry_after_seconds: Announced in ``Retry-After``; at least 1.
    """

    status = 429
    type = "too-many-requests"
    title = "Too many requests"

    def __init__(self, message: str, *, retry_after_seconds: int = 1) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds

    @property
    def headers(self) -> dict[str, str]:
        """When to try again (RFC 6585, section 4)."""
        return {"Retry-After": str(self.retry_after_seconds)}


class Unprocessable(ClientError, ValueError):
    """A value of the right type that is not allowed, such as a password that is too short.

    Being a ``ValueError`` too, it may be raised inside a pydantic validator, which then says where it stood.
    """

    status = 422
    type = "validation-error"
    title = "Value not allowed"


class DataError(ClientError):
    """A listening log or a model file can't be used; the message says why and what to change."""

    type = "unusable-data"
    title = "Unusable data"


class GateRefused(SegueError):
    """A release verifies, but the gate found it worse than the one in service, which stays.

    Args:
        message: What a person reads.
        checks: Those that failed, for a client: name, figure, bound and reason of each, all bounded.
    """

    status = 409
    type = "gate-refused"
    title = "Refused by the gate"

    def __init__(self, message: str, *, checks: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(message)
        self.checks = checks


class Unavailable(SegueError):
    """Something this answer needs is down or busy; trying again later may help.

    Args:
        message: What a person reads.
        retry_after_seconds: Announced in ``Retry-After``.
    """

    status = 503
    type = "unavailable"
    title = "Service unavailable"
    exit_code = 3

    def __init__(self, message: str, *, retry_after_seconds: int = 5) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds

    @property
    def headers(self) -> dict[str, str]:
        """When to try again (RFC 9110, section 10.2.3)."""
        return {"Retry-After": str(self.retry_after_seconds)}


class Busy(Unavailable):
    """Another process holds the right to train; it is left alone."""

    exit_code = 4


class Late(Unavailable):
    """One call waited or worked for too long; nothing follows from it for others."""


class ReleaseRefused(SegueError):
    """A release folder does not verify and is not opened; the message says which check failed."""

    status = 503
    type = "release-refused"
    title = "Release refused"
    exit_code = 3
