import asyncio
import socket

import pytest
from starlette.types import Message, Scope

from segue.web.hosts import AllowedHosts, HostNames, named, private
from segue.web.trace import begin

LISTED = named(["Segue.example", "*.segue.example"])


@pytest.mark.parametrize(
    "host", ["segue.example", "SEGUE.example:443", "segue.example.", "a.b.segue.example"]
)
def test_listed_names_and_those_below_them_are_taken(host: str) -> None:
    assert LISTED.take(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "evil-segue.example", "segue.example.evil.example"]
)
def test_a_list_takes_nothing_else(host: str) -> None:
    assert not LISTED.take(host)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8000",
        "10.1.2.3",
        "[::1]:8000",
        "[fe80::1]",
        "localhost",
        "app.localhost:8000",
        "api:8000",
        socket.gethostname(),
    ],
)
def test_names_no_stranger_can_own_are_taken_where_nothing_is_listed(host: str) -> None:
    assert private().take(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        ":8000",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example:8000",
        "1.2.3",
        "[evil.example]",
        "[::1",
        "a@b",
        "localhost/x",
        "localhost\r\nX: y",
        "\u212aelvin",
        "x" * 300,
    ],
)
def test_no_other_name_is(host: str) -> None:
    assert not private().take(host)
    assert not LISTED.take(host)


def asked(*hosts: bytes, version: str = "1.1", path: str = "/likes", names: HostNames = LISTED) -> bool:
    """Whether a request with these ``Host`` headers gets through."""
    reached = False

    async def app(*_: object) -> None:
        nonlocal reached
        reached = True

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    async def send(message: Message) -> None:
        assert message.get("status", 400) == 400

    scope: Scope = {
        "type": "http",
        "http_version": version,
        "path": path,
        "headers": [(b"host", host) for host in hosts],
    }
    begin(scope)
    asyncio.run(AllowedHosts(app, names)(scope, receive, send))
    return reached


def test_a_request_names_one_host_unless_it_is_older_than_that_rule() -> None:
    assert asked(b"segue.example")
    assert not asked(b"segue.example", b"segue.example")
    assert not asked()
    assert asked(version="1.0")
    assert not asked(b"evil.example", version="1.0")


@pytest.mark.parametrize("path", ["/health", "/health/live"])
def test_probes_are_answered_whatever_host_they_name(path: str) -> None:
    assert asked(b"10.1.2.3:8000", path=path)
    assert not asked(b"10.1.2.3:8000")
