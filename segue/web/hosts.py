"""Which host names requests may be for.

The check is there for people whose browser was led here: a stranger's page, whose name points at this machine
(DNS rebinding), is not answered. Nothing here builds a URL from ``Host``.
"""

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from segue.base.errors import BadRequest
from segue.web.problems import segue_problem

REFUSAL = (
    "This server does not answer for the host name the request is for. "
    "Whoever runs it names the hosts it answers for in ALLOWED_HOSTS."
)

PROBED = frozenset({"/health", "/health/live"})
"""Answer whatever the host: probes come by address, and what these say is for everybody."""

MOST_REMEMBERED = 64
"""Hosts, as they were written, that are known to be taken: looking at one takes 2 to 5 µs."""

_HOST = re.compile(r"(?:([A-Za-z0-9._-]{1,253})|\[([0-9A-Fa-f:.]{2,45})\])(?::[0-9]{0,5})?")


@dataclass(frozen=True)
class HostNames:
    """Names that are taken, lower case.

    Attributes:
        names: as they stand.
        suffixes: such as ``.example.com``, for everything below a name.
        private: whether those are taken that no stranger can own: addresses, names without a dot (of this
            machine, of a container, of a service beside it), and ``*.localhost`` (RFC 6761, section 6.3).
    """

    names: frozenset[str] = field(default_factory=frozenset)
    suffixes: tuple[str, ...] = ()
    private: bool = False

    def take(self, host: str) -> bool:
        """Whether a request for this ``Host``, with or without a port, may come in."""
        found = _HOST.fullmatch(host)
        if not found:
            return False
        if found[2] is not None:
            return self.private and _is_address(found[2])
        name = found[1].lower().rstrip(".")
        return name in self.names or name.endswith(self.suffixes) or (self.private and _is_private(name))


def named(patterns: Sequence[str]) -> HostNames:
    """What an operator lists: ``example.com``, or ``*.example.com`` for the names below it."""
    lowered = [pattern.lower() for pattern in patterns]
    return HostNames(
        names=frozenset(pattern for pattern in lowered if not pattern.startswith("*.")),
        suffixes=tuple(pattern[1:] for pattern in lowered if pattern.startswith("*.")),
    )


def private() -> HostNames:
    """What is taken where nothing is listed: this machine's own name, and names no stranger can own."""
    return HostNames(names=frozenset({socket.gethostname().lower()}), suffixes=(".localhost",), private=True)


def _is_private(name: str) -> bool:
    return bool(name) and ("." not in name or _is_address(name))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class AllowedHosts:
    """Refuses requests for any other host; one of HTTP/1.0 need not name any (RFC 9112, section 3.2)."""

    def __init__(self, app: ASGIApp, names: HostNames) -> None:
        self.app = app
        self.names = names
        self._taken: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        silent = not hosts and scope["http_version"] == "1.0"
        known = len(hosts) == 1 and (hosts[0] in self._taken or self._take(hosts[0]))
        if known or silent or scope["path"] in PROBED:
            await self.app(scope, receive, send)
            return
        await segue_problem(scope, BadRequest(REFUSAL))(scope, receive, send)

    def _take(self, host: bytes) -> bool:
        taken = self.names.take(host.decode("latin-1"))
        if taken and len(self._taken) < MOST_REMEMBERED:
            self._taken.add(host)
        return taken
