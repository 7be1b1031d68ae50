"""Every address, header, method and body as nobody should send it, on every route."""

import socket

import pytest

from tests.contract.hostile.asking import DOCUMENT, OPERATIONS, STORING, Stranger, address, assert_harmless
from tests.contract.hostile.values import ADDRESSES, CONTENTS, HEADERS, MARK, METHODS, NO_HTTP
from tests.web.drawn import Operation

PARAMETERS = [each for each in OPERATIONS if each.parameters]
WRITING = [each for each in OPERATIONS if each.method != "GET"]


def put(stranger: Stranger, operation: Operation) -> None:
    for each in operation.parameters:
        for text in ADDRESSES:
            path = address(operation, each["name"], text)
            assert_harmless(stranger.ask(operation, path), f"{each['name']}={text:.20}")


@pytest.mark.parametrize("operation", PARAMETERS, ids=str)
def test_no_text_in_an_address_is_more_than_refused(
    stranger_on_sqlite: Stranger, operation: Operation
) -> None:
    put(stranger_on_sqlite, operation)


@pytest.mark.parametrize("operation", [each for each in STORING if each.parameters], ids=str)
def test_nor_is_it_on_postgres(stranger_on_postgres: Stranger, operation: Operation) -> None:
    put(stranger_on_postgres, operation)


@pytest.mark.parametrize("path", [f"/{MARK}", "/", "/%2e%2e/", "/likes/../auth", "/" + MARK * 300])
def test_no_address_is(stranger_on_sqlite: Stranger, path: str) -> None:
    for text in ADDRESSES:
        assert_harmless(stranger_on_sqlite.client.get(f"{path}{text}"), text)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_no_header_is(stranger_on_sqlite: Stranger, operation: Operation) -> None:
    stranger = stranger_on_sqlite
    path, body = stranger.accepted(operation)
    signed_in = (b"Authorization", stranger.person.headers["Authorization"].encode())
    for name, headers in HEADERS.items():
        request = stranger.client.build_request(
            operation.method, path, json=body, headers=[signed_in, *headers]
        )
        answer = stranger.client.send(request)
        assert_harmless(answer, name)
        assert MARK not in str(answer.headers.raw), name


@pytest.mark.parametrize("operation", WRITING, ids=str)
def test_no_body_is(stranger_on_sqlite: Stranger, operation: Operation) -> None:
    for name, (kind, content) in CONTENTS.items():
        answer = stranger_on_sqlite.ask(
            operation, address(operation), content=content, headers={"Content-Type": kind}
        )
        assert_harmless(answer, name)


@pytest.mark.parametrize("path", ["/auth/login"])
def test_nor_where_a_form_is_expected(stranger_on_sqlite: Stranger, path: str) -> None:
    for name, (kind, content) in CONTENTS.items():
        answer = stranger_on_sqlite.client.post(path, content=content, headers={"Content-Type": kind})
        assert answer.status_code in {400, 413, 422}, name
        assert_harmless(answer, name)


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_no_method_is(stranger_on_sqlite: Stranger, path: str) -> None:
    taken = {method.upper() for method in DOCUMENT["paths"][path]}
    for method in set(METHODS) - taken:
        answer = stranger_on_sqlite.client.request(method, path)
        assert_harmless(answer, method)


@pytest.mark.parametrize("sent", NO_HTTP.values(), ids=NO_HTTP)
def test_what_is_no_http_is_refused_by_the_server(stranger_on_sqlite: Stranger, sent: bytes) -> None:
    url = stranger_on_sqlite.client.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=10) as connection:
        connection.sendall(sent.replace(b"%s", MARK.encode()))
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer == b"" or answer.split(b" ", 2)[1][:1] in b"24", answer
    assert MARK.encode() not in answer
