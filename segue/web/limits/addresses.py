"""Whom a request comes from, as far as that can be known."""

import ipaddress
from collections.abc import Callable

from starlette.types import Scope

LOOPBACK = "127.0.0.1"
_NOWHERE = "unknown"


class ClientAddresses:
    """Reads the client's address of a request.

    Anybody can write a header, so ``X-Forwarded-For`` counts only where a proxy we know has passed it on:
    then the client is the last address in it that is no such proxy. gunicorn leaves that to us; uvicorn does
    it itself, and what it made of it stays as it is.

    Args:
        proxies: addresses and networks, comma-separated, as in ``FORWARDED_ALLOW_IPS``; ``*`` believes
            anybody, empty nobody.
    """

    def __init__(self, proxies: str) -> None:
        self._is_proxy = _membership(proxies)
        self._believes_none = not proxies.strip()

    def of(self, scope: Scope) -> str:
        """The address as limits count it: of IPv6 the network of 64 bits that one customer has."""
        peer = (scope.get("client") or (_NOWHERE,))[0]
        forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        if not forwarded:
            return counted(peer)
        said = b",".join(forwarded).decode("latin-1")
        if self._believes_none:
            # uvicorn believes its own machine unless told otherwise, and then this is no peer's address
            return LOOPBACK if peer in said else counted(peer)
        if not self._is_proxy(peer):
            return counted(peer)
        hops = [_without_port(hop.strip()) for hop in said.split(",")]
        strangers = [hop for hop in hops if not self._is_proxy(hop)]
        return counted(strangers[-1] if strangers else hops[0])


def counted(address: str) -> str:
    """What stands for an address in a count: an IPv4 address, an IPv6 network, or any other text as it is."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((parsed, 64), strict=False))


def _membership(proxies: str) -> Callable[[str], bool]:
    """Whether an address is one of the proxies; an entry of another kind, such as a name, is itself alone."""
    entries = [entry.strip() for entry in proxies.split(",") if entry.strip()]
    if "*" in entries:
        return lambda _: True
    networks = [network for entry in entries if (network := _network(entry)) is not None]

    def is_proxy(address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return address in entries
        return any(parsed in network for network in networks)

    return is_proxy


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _without_port(hop: str) -> str:
    """``192.0.2.1:443`` and ``[2001:db8::1]:443`` without their ports."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
