import asyncio
from typing import Any

import pytest
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from segue.web.limits.addresses import ClientAddresses, counted


def scope(peer: str | None, *forwarded: str) -> Scope:
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded]
    return {"type": "http", "client": peer and (peer, 4321), "headers": headers}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_counts_as_what_one_customer_has(address: str, expected: str) -> None:
    assert counted(address) == expected


def test_without_a_proxy_nobody_is_believed() -> None:
    addresses = ClientAddresses("")
    assert addresses.of(scope("192.0.2.1", "203.0.113.9")) == "192.0.2.1"
    assert addresses.of(scope(None)) == "unknown"


PROXY, OTHER_PROXY, CLIENT = "10.0.0.1", "10.0.0.2", "203.0.113.9"


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (PROXY, [CLIENT], CLIENT),
        (PROXY, [f"198.51.100.1, {CLIENT}"], CLIENT),  # the first is of the client's own making
        (PROXY, ["198.51.100.1", CLIENT], CLIENT),
        (PROXY, [f"{CLIENT}, {OTHER_PROXY}"], CLIENT),
        (PROXY, [f"{CLIENT}:5123"], CLIENT),
        (PROXY, ["[2001:db8::1]:443"], "2001:db8::/64"),
        (PROXY, [], PROXY),
        (PROXY, [OTHER_PROXY], OTHER_PROXY),
        (CLIENT, ["198.51.100.1"], CLIENT),  # not from a proxy
    ],
)
def test_a_proxy_is_believed_as_far_as_the_last_stranger(
    peer: str, forwarded: list[str], expected: str
) -> None:
    addresses = ClientAddresses("10.0.0.0/30, proxy.internal")
    assert addresses.of(scope(peer, *forwarded)) == expected


def test_who_believes_everybody_believes_the_first() -> None:
    assert ClientAddresses("*").of(scope(CLIENT, "198.51.100.1, 10.0.0.1")) == "198.51.100.1"


def as_uvicorn_has_it(given: Scope, trusted: str) -> Scope:
    """What uvicorn makes of a request before it reaches us."""
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope)

    asyncio.run(ProxyHeadersMiddleware(app, trusted)(given, None, None))  # type: ignore[arg-type]
    scope: Scope = seen[0]
    return scope


@pytest.mark.parametrize(
    "forged", [CLIENT, f"{CLIENT}:80", f"[{CLIENT}", "[::1]x", f"{CLIENT}:x", "a, b", "  x ", "[", ",", ""]
)
def test_a_header_uvicorn_believes_from_its_own_machine_does_not_change_who_is_counted(forged: str) -> None:
    given = as_uvicorn_has_it(scope("127.0.0.1", forged), "127.0.0.1,::1")
    assert ClientAddresses("").of(given) == "127.0.0.1"


@pytest.mark.parametrize(
    "forwarded", [CLIENT, f"198.51.100.1, {CLIENT}", f"{CLIENT}, {OTHER_PROXY}", OTHER_PROXY]
)
def test_what_uvicorn_makes_of_a_proxy_we_know_stays_as_it_is(forwarded: str) -> None:
    proxies = "10.0.0.0/30"
    ours = ClientAddresses(proxies).of(scope(PROXY, forwarded))
    assert ClientAddresses(proxies).of(as_uvicorn_has_it(scope(PROXY, forwarded), proxies)) == ours
