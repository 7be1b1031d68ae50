import uuid
from collections.abc import Iterator

import httpx
import pytest

from segue.accounts.allowances import Allowance, AttemptLimits
from segue.accounts.guard import REFUSAL
from segue.base.settings import Settings
from segue.web.app import create_app
from tests.web.conftest import Logged, logging_kept
from tests.web.world import serve

PASSWORD, WRONG = "correct horse battery", "wrong password"
LIMITS = AttemptLimits(pair=Allowance(free=2, longest_seconds=900))


@pytest.fixture
def strict(settings: Settings) -> Iterator[httpx.Client]:
    with logging_kept(), serve(create_app(settings, LIMITS)) as client:
        yield client


def sign_in(client: httpx.Client, name: str, password: str = WRONG) -> httpx.Response:
    return client.post("/auth/login", data={"username": name, "password": password})


def limits_of(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith(("ratelimit", "retry"))}


def test_known_and_unknown_names_are_refused_alike(strict: httpx.Client, logged: Logged) -> None:
    known, unknown = (f"{name}-{uuid.uuid4().hex}" for name in ("ada", "nobody"))
    strict.post("/auth/signup", json={"username": known, "password": PASSWORD})
    strict.headers["X-Request-ID"] = "the-same"
    tried = [(sign_in(strict, known), sign_in(strict, unknown)) for _ in range(4)]
    assert [one.status_code for one, _ in tried] == [400, 400, 429, 429]
    for one, other in tried:
        assert (one.status_code, one.content) == (other.status_code, other.content)
        assert limits_of(one) == limits_of(other)
        assert set(one.headers) == set(other.headers)
    refused = tried[-1][0]
    assert refused.json()["detail"] == REFUSAL
    assert refused.json()["type"] == "too-many-requests"
    assert limits_of(refused) == {
        "retry-after": "1",
        "ratelimit-limit": "2",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "1",
        "ratelimit-policy": '"sign-in";q=2;w=3600',
        "ratelimit": '"sign-in";r=0;t=1',
    }
    assert limits_of(tried[0][0])["ratelimit-remaining"] == "1"
    assert logged.named("segue.accounts.guard")
    said = repr([vars(record) for record in logged.records])
    assert known not in said
    assert unknown not in said


def test_another_password_is_guarded_like_signing_in(strict: httpx.Client) -> None:
    name = f"ada-{uuid.uuid4().hex}"
    token = strict.post("/auth/signup", json={"username": name, "password": PASSWORD}).json()["access_token"]
    body = {"current_password": "wrong password", "new_password": "another password"}
    headers = {"Authorization": f"Bearer {token}"}
    answers = [strict.post("/auth/password", json=body, headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert sign_in(strict, name, PASSWORD).status_code == 200


def test_signing_up_announces_its_limit(strict: httpx.Client) -> None:
    name = f"ada-{uuid.uuid4().hex}"
    body = {"username": name, "password": PASSWORD}
    made, taken = (strict.post("/auth/signup", json=body) for _ in range(2))
    assert (made.status_code, taken.status_code) == (201, 400)
    assert made.headers["RateLimit-Policy"] == taken.headers["RateLimit-Policy"] == '"sign-up";q=100;w=3600'
    assert (made.headers["RateLimit-Remaining"], taken.headers["RateLimit-Remaining"]) == ("100", "99")
