"""Every attack on a token there is a name for, on every route that looks at tokens."""

import base64
import hmac
import json
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from segue.base.keys import DEVELOPMENT_SECRET
from tests.contract.hostile.asking import DOCUMENT, OPERATIONS, Stranger, address, assert_harmless
from tests.contract.hostile.values import AUTHORIZATIONS, MARK
from tests.web.conftest import sign_up
from tests.web.drawn import Operation

LOOKING = [
    each
    for each in OPERATIONS
    if DOCUMENT["paths"][each.path][each.method.lower()].get("security") and each.path != "/auth/logout"
]
"""Signing out looks at the body first, and is tried by itself."""
BOTH = ("/likes", "/recommendations/categories")
"""A route that needs a token, and one that answers without."""
ASKING_NO_DATABASE = ("/catalog/search", "/search", "/catalog/onboarding", "/cover")
"""All are answered alike there: a token must be sound, and nobody looks whose it is."""
SOUND = ("nobody's", "an older version", "a newer version")
"""Attacks that only the database can tell from a good token."""
HEADER = {"alg": "HS256", "typ": "JWT"}
PASSWORD = "correct horse battery"


def packed(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forged(
    claims: object, header: object = HEADER, *, key: str = DEVELOPMENT_SECRET, digest: str = "sha256"
) -> str:
    text = f"{packed(header)}.{packed(claims)}"
    return f"{text}.{packed(hmac.new(key.encode(), text.encode(), digest).digest())}"


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def bad_headers(claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("none", "None", "HS384", "RS256", "ES256", "dir", "", 256, None, ["HS256"]):
        yield f"alg {name}", forged(claims, {"alg": name})
    yield "no alg", forged(claims, {})
    yield "HS384, signed so", forged(claims, {"alg": "HS384"}, digest="sha384")
    yield "unsigned", f"{packed({'alg': 'none'})}.{packed(claims)}."
    yield "unknown crit", forged(claims, HEADER | {"crit": [MARK], MARK: 1})
    yield "empty crit", forged(claims, HEADER | {"crit": []})
    for name in ("kid", "jku", "jwk", "x5u", "x5c"):
        offered = HEADER | {name: f"https://{MARK}.example/../../dev/null"}
        yield f"a key of their own by {name}", forged(claims, offered, key=MARK)
    yield "an empty key", forged(claims, key="")
    yield "another key", forged(claims, key="f" * 64)
    for name, header in (("a list", []), ("a number", 7), ("NaN", b"NaN"), ("no UTF-8", b'{"alg":"\xff"}')):
        yield f"a header that is {name}", forged(claims, header)
    yield "a deep header", forged(claims, b"[" * 1_000)


def bad_claims(claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    now = int(time.time())
    for name in {*claims} - {"jti"}:
        yield f"no {name}", forged({key: value for key, value in claims.items() if key != name})
        for wrong in (None, MARK, True, [claims[name]], {"a": 1}, 1e308, "\ud800", "1' OR 1=1--"):
            yield f"{name} {wrong!r}", forged(dict(claims) | {name: wrong})
    yield "run out", forged(dict(claims) | {"exp": now - 1})
    yield "from the far future", forged(dict(claims) | {"iat": now + 3_600})
    yield "not valid yet", forged(dict(claims) | {"nbf": now + 3_600})
    yield "nobody's", forged(dict(claims) | {"sub": str(2**63 - 1)})
    yield "beyond the integers", forged(dict(claims) | {"sub": str(2**63)})
    yield "an older version", forged(dict(claims) | {"ver": claims["ver"] - 1})
    yield "a newer version", forged(dict(claims) | {"ver": claims["ver"] + 1})
    for name, body in (("a list", []), ("a number", 7), ("NaN", b"NaN"), ("nothing", b""), ("cut", b'{"a')):
        yield f"claims that are {name}", forged(body)
    yield "a key twice", forged(json.dumps(claims)[:-1].encode() + b', "sub": "1", "sub": {}}')


def bad_shapes(token: str) -> Iterator[tuple[str, str]]:
    header, claims, signature = token.split(".")
    yield "five parts", f"{header}.{claims}.{signature}.{claims}.{signature}"
    yield "three dots", f"{token}."
    yield "two parts", f"{header}.{claims}"
    yield "one part", header
    yield "only dots", ".."
    yield "more than 4 KB", forged(claims_of(token) | {"more": MARK * 600})
    yield "no base64", f"{header}.{claims}.!!!!"
    yield "another base64", f"{header}=.{claims}.{signature}"
    yield "a changed signature", f"{header}.{claims}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    yield "no signature", f"{header}.{claims}."


def attacks(token: str) -> dict[str, str]:
    claims = claims_of(token)
    return dict([*bad_headers(claims), *bad_claims(claims), *bad_shapes(token)])


def ask(
    stranger: Stranger, operation: Operation, *tokens: bytes, asked: tuple[str, Any] | None = None
) -> httpx.Response:
    """Path and body are ``asked``; without it, any that names the operation."""
    path, body = asked or (address(operation), {} if operation.body else None)
    headers = [(b"Authorization", token) for token in tokens]
    return stranger.client.send(
        stranger.client.build_request(operation.method, path, headers=headers, json=body)
    )


def assert_refused(answer: httpx.Response, sent: str) -> None:
    assert answer.status_code == 401, (sent, answer.text)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["detail"] == "Authentication required"
    assert_harmless(answer, sent)


def test_the_token_that_is_attacked_is_good_itself(stranger: Stranger) -> None:
    claims = claims_of(sign_up(stranger.client).token)
    answer = stranger.client.get("/likes", headers={"Authorization": f"Bearer {forged(claims)}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("operation", [each for each in LOOKING if each.path in BOTH], ids=str)
def test_no_token_but_a_good_one_signs_in(stranger: Stranger, operation: Operation) -> None:
    for name, attack in attacks(sign_up(stranger.client).token).items():
        assert_refused(ask(stranger, operation, f"Bearer {attack}".encode()), name)


@pytest.mark.parametrize("operation", LOOKING, ids=str)
def test_no_other_header_does_on_any_route(stranger_on_sqlite: Stranger, operation: Operation) -> None:
    token = sign_up(stranger_on_sqlite.client).token
    for name, headers in AUTHORIZATIONS.items():
        sent = [header.replace(b"{good}", b"Bearer " + token.encode()) for header in headers]
        assert_refused(ask(stranger_on_sqlite, operation, *sent), name)
    for name, attack in [*bad_shapes(token), ("unsigned", forged(claims_of(token), {"alg": "none"}))]:
        assert_refused(ask(stranger_on_sqlite, operation, f"Bearer {attack}".encode()), name)


@pytest.mark.slow
@pytest.mark.parametrize("operation", LOOKING, ids=str)
def test_no_attack_does_on_any_route(stranger_on_sqlite: Stranger, operation: Operation) -> None:
    asked = stranger_on_sqlite.accepted(operation)  # a sound token of nobody is looked up after the body
    for name, attack in attacks(sign_up(stranger_on_sqlite.client).token).items():
        if name not in SOUND or operation.path not in ASKING_NO_DATABASE:
            assert_refused(ask(stranger_on_sqlite, operation, f"Bearer {attack}".encode(), asked=asked), name)


def signed_up(client: httpx.Client) -> tuple[str, str, str]:
    """A username, and an access and a refresh token."""
    name = f"eve-{uuid.uuid4().hex}"
    body = {"username": name, "password": PASSWORD, "session": True}
    tokens = client.post("/auth/signup", json=body).json()
    return name, tokens["access_token"], tokens["refresh_token"]


def test_a_token_is_good_for_its_own_purpose_alone(stranger: Stranger) -> None:
    client = stranger.client
    _, access, refresh = signed_up(client)
    invitation = client.post("/me/invitations", headers=bearer(access)).json()["invitation"]
    for other in (refresh, invitation):
        assert_refused(client.get("/likes", headers=bearer(other)), "as an access token")
    for other in (access, invitation, *attacks(refresh).values()):
        answer = client.post("/auth/refresh", content=json.dumps({"refresh_token": other}))
        assert answer.status_code in {401, 422}  # 422: longer than any text
        assert_harmless(answer, "as a refresh token")
        assert other not in answer.text


def test_a_token_ends_with_its_session_its_password_and_its_account(stranger: Stranger) -> None:
    client = stranger.client
    ends: list[tuple[str, str, object]] = [
        ("POST", "/auth/logout", None),
        ("POST", "/auth/logout-all", None),
        ("POST", "/auth/password", {"current_password": PASSWORD, "new_password": f"{PASSWORD} 2"}),
        ("DELETE", "/me", {"password": PASSWORD}),
    ]
    for method, path, body in ends:
        _, access, refresh = signed_up(client)
        assert client.request(method, path, json=body, headers=bearer(access)).status_code < 300
        assert_refused(client.get("/likes", headers=bearer(access)), path)
        assert_refused(client.get("/catalog/search", headers=bearer(access[:-1])), path)
        assert_refused(client.post("/auth/refresh", json={"refresh_token": refresh}), path)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
