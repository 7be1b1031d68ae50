"""One assertion of the error shape, applied to every route and every way of failing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.web.conftest import SONG, Person, sign_up

JSON = {"Content-Type": "application/json"}

Route = tuple[str, str, dict[str, Any] | None]

OPTIONAL: list[Route] = [
    ("GET", "/me/seeds", None),
    ("POST", "/recommendations/cold-start", {"seeds": [SONG]}),
    ("POST", "/recommendations/similar", {"song": SONG}),
    ("POST", "/recommendations/playlist", {"songs": [SONG]}),
    ("POST", "/recommendations/reasons", {"song": SONG, "seeds": [SONG]}),
    ("POST", "/recommendations/together", {"members": [{"seeds": [SONG]}, {"seeds": [SONG]}]}),
    ("GET", "/recommendations/categories", None),
    ("GET", "/catalog/search", None),
    ("GET", "/catalog/onboarding", None),
    ("GET", "/search", None),
    ("GET", "/cover", None),
]
REQUIRED: list[Route] = [
    ("GET", "/likes", None),
    ("POST", "/likes/toggle", {"song_id": SONG}),
    ("PUT", "/likes/{song_id}", None),
    ("DELETE", "/likes/{song_id}", None),
    ("POST", "/feedback", {"events": []}),
    ("PUT", "/me/seeds", {"seeds": [SONG]}),
    ("DELETE", "/me/seeds", None),
    ("GET", "/me/dislikes", None),
    ("DELETE", "/me/dislikes/{song_id}", None),
    ("GET", "/me/blocks", None),
    ("PUT", "/me/blocks/{noun}/{name}", None),
    ("DELETE", "/me/blocks/{noun}/{name}", None),
    ("GET", "/me/preferences", None),
    ("PUT", "/me/preferences", {"discovery": 0.5}),
    ("POST", "/me/invitations", None),
    ("GET", "/me", None),
    ("DELETE", "/me", {"password": "correct horse"}),
    ("GET", "/me/export", None),
    ("POST", "/auth/logout", None),
    ("POST", "/auth/logout-all", None),
    ("POST", "/auth/password", {"current_password": "correct horse", "new_password": "wrong horse"}),
]
OPEN: list[Route] = [
    ("GET", "/health", None),
    ("GET", "/health/live", None),
    ("POST", "/auth/signup", {"username": "ada", "password": "correct horse"}),
    ("POST", "/auth/login", None),
    ("POST", "/auth/refresh", {"refresh_token": "x"}),
]
ADMIN: list[Route] = [
    ("GET", "/admin/releases", None),
    ("GET", "/admin/releases/{release_id}", None),
    ("GET", "/admin/releases/{release_id}/report", None),
    ("POST", "/admin/releases/{release_id}/promote", {"reason": "x"}),
    ("POST", "/admin/roll-back", {"reason": "x"}),
    ("GET", "/admin/history", None),
    ("GET", "/admin/data", None),
    ("GET", "/admin/online", None),
    ("GET", "/admin/experiment", None),
    ("PUT", "/admin/experiment", {"challenger": "x", "share": 0.5}),
    ("DELETE", "/admin/experiment", {"reason": "x"}),
    ("GET", "/admin/retrain", None),
    ("POST", "/admin/retrain", None),
]
"""What an account like any other may send there is refused before it is looked at."""
ROUTES = OPTIONAL + REQUIRED + OPEN + ADMIN
BODIES = [(method, path, body) for method, path, body in OPTIONAL + REQUIRED + OPEN if body is not None]
OPEN_ENDED = ("/likes", "/me/dislikes")
"""Below these everything is a name, a slash too."""
LARGER = ("/feedback",)
"""These take more than 64 KB."""
QUERIES = [
    ("/catalog/search", "limit"),
    ("/search", "limit"),
    ("/catalog/onboarding", "limit"),
    ("/recommendations/categories", "limit"),
]


def address(path: str) -> str:
    return path.format(song_id=quote(SONG), noun="songs", name=quote(SONG), release_id="x")


@dataclass(frozen=True)
class Failure:
    """One way to fail: a request, and what is expected of the answer."""

    name: str
    method: str
    path: str
    status: int
    type: str
    options: dict[str, Any] = field(default_factory=dict)
    signed_in: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.method} {self.path}"


def bad_tokens() -> Iterator[Failure]:
    tokens = {
        "no token at all": "Bearer",
        "another scheme": "Basic YWRhOmFkYQ==",
        "no JWT": "Bearer nonsense",
        "an unsigned token": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "a token of five parts": "Bearer a.b.c.d.e",
        "a token of 5 KB": f"Bearer {'a' * 5000}.b.c",
        "a token that is not ASCII": "Bearer é.é.é",
    }
    for name, value in tokens.items():
        for method, path, body in OPTIONAL + REQUIRED + ADMIN:
            options = {"json": body, "headers": {b"Authorization": value.encode("latin-1")}}
            headers = {"WWW-Authenticate": "Bearer"}
            yield Failure(name, method, address(path), 401, "unauthorized", options, headers=headers)
    for method, path, body in REQUIRED + ADMIN:
        headers = {"WWW-Authenticate": "Bearer"}
        yield Failure(
            "anonymous", method, address(path), 401, "unauthorized", {"json": body}, headers=headers
        )


def bad_bodies() -> Iterator[Failure]:
    contents = {
        "an empty body": b"",
        "no JSON": b"{'a': 1}",
        "half of a body": b'{"song": ',
        "a list": b"[]",
        "null": b"null",
        "a number": b"7",
        "NaN": b"NaN",
        "no UTF-8": b'{"song": "\xff"}',
        "nested without end": b"[" * 60_000,
        "a number of 6000 digits": b'{"limit": ' + b"9" * 6000 + b"}",
        "not JSON by its type": b"<song/>",
    }
    for name, content in contents.items():
        kind = {"Content-Type": "application/xml"} if name == "not JSON by its type" else JSON
        for method, path, _ in BODIES:
            unreadable = name in {"no UTF-8", "nested without end", "a number of 6000 digits"}
            status, type_ = (400, "bad-request") if unreadable else (422, "validation-error")
            yield Failure(
                name, method, path, status, type_, {"content": content, "headers": kind}, signed_in=True
            )


def bad_values() -> Iterator[Failure]:
    values = {
        "NaN": b"NaN",
        "infinity": b"1e999",
        "a lone surrogate": b'"\\ud800"',
        "a NUL": b'"a\\u0000b"',
        "a number": b"7",
        "a list of lists": b"[[[]]]",
        "an object": b'{"a": {}}',
        "true": b"true",
        "too long a text": b'"' + b"x" * 1025 + b'"',
        "too long a list": b"[" + b'"x",' * 500 + b'"x"]',
        "a list with a surrogate": b'["\\udfff"]',
    }
    for name, value in values.items():
        for method, path, body in BODIES:
            content = b"{" + b",".join(b'"%s": %s' % (key.encode(), value) for key in body) + b"}"
            options = {"content": content, "headers": JSON}
            yield Failure(name, method, path, 422, "validation-error", options, signed_in=True)
    for path, name in QUERIES:
        for typed in ("x", "0", "-1", "1e3", "5.0", "%00", "%F0%9F", "NaN"):
            yield Failure(f"limit={typed}", "GET", f"{path}?{name}={typed}", 422, "validation-error")
    yield Failure("no names", "GET", "/cover", 422, "validation-error")
    yield Failure("no form", "POST", "/auth/login", 422, "validation-error")


def refusals() -> Iterator[Failure]:
    kind = "bad-request"
    for method, path, body in ADMIN:
        yield Failure(
            "no administrator", method, address(path), 403, "forbidden", {"json": body}, signed_in=True
        )
    unknown = {"json": {"seeds": ["x - y"]}}
    yield Failure("no seed", "POST", "/recommendations/cold-start", 400, kind, {"json": {"seeds": []}})
    yield Failure("unknown seed", "POST", "/recommendations/cold-start", 400, kind, unknown)
    yield Failure("unknown song", "POST", "/recommendations/similar", 400, kind, {"json": {"song": "x - y"}})
    yield Failure(
        "unknown like", "POST", "/likes/toggle", 400, kind, {"json": {"song_id": "x"}}, signed_in=True
    )
    form = {"data": {"username": "nobody", "password": "wrong password"}}
    yield Failure("wrong password", "POST", "/auth/login", 400, kind, form)


def of_the_router() -> Iterator[Failure]:
    for path in dict.fromkeys(path for _, path, _ in ROUTES):
        methods = sorted(method for method, other, _ in ROUTES if other == path)
        allow = {"Allow": ", ".join(methods if path != "/likes/toggle" else ["DELETE", "POST", "PUT"])}
        yield Failure("wrong method", "PATCH", address(path), 405, "method-not-allowed", headers=allow)
    for method, path, body in ROUTES:
        if not path.startswith(OPEN_ENDED) and "{" not in path:
            yield Failure("a slash too many", method, f"{path}/", 404, "not-found")
        if body is not None and path not in LARGER:
            too_large = {"content": b"x" * 65_537, "headers": JSON}
            yield Failure("too large", method, path, 413, "content-too-large", too_large)
    for path in ("/admin", "/.env", "/%00", "/../etc/passwd", "/%ff", "/docs/../x"):
        yield Failure("nowhere", "GET", path, 404, "not-found")


FAILURES = [*bad_tokens(), *bad_bodies(), *bad_values(), *refusals(), *of_the_router()]


def assert_problem(answer: httpx.Response, status: int, kind: str) -> None:
    """The one shape of every failure."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "instance"} | (
        {"errors"} if status == 422 else set()
    )
    assert (problem["type"], problem["status"]) == (kind, status)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", problem["type"])
    assert re.fullmatch(r"[A-Z][a-z]+( [a-z]+)*", problem["title"])
    assert isinstance(problem["detail"], str)
    assert problem["detail"]
    assert problem["instance"] == answer.headers["X-Request-ID"]
    for error in problem.get("errors", []):
        assert set(error) == {"loc", "msg"}
        assert error["loc"][0] in {"body", "query", "path"}
        assert isinstance(error["msg"], str)
    assert len(problem.get("errors", [])) <= 10
    assert len(answer.content) < 4096


@pytest.fixture(scope="module")
def account(running: httpx.Client) -> Person:
    """Somebody signed in, who changes nothing: every request here fails."""
    return sign_up(running)


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_every_failure_has_one_shape(client: httpx.Client, account: Person, failure: Failure) -> None:
    headers = account.headers if failure.signed_in else {}
    options = failure.options | {"headers": {**failure.options.get("headers", {}), **headers}}
    answer = client.request(failure.method, failure.path, **options)
    assert_problem(answer, failure.status, failure.type)
    for name, value in failure.headers.items():
        assert answer.headers[name] == value


def test_every_route_is_put_to_the_test(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    described = {(method.upper(), path) for path, routes in document["paths"].items() for method in routes}
    assert {(method, path) for method, path, _ in ROUTES} == described
