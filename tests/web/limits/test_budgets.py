from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from pydantic import SecretStr

from segue.accounts.issuing import SessionTokens
from segue.accounts.tokens import Claims
from segue.base.settings import Settings
from segue.web.app import create_app
from tests.web.conftest import Person, logging_kept, sign_up
from tests.web.world import NO_ATTEMPT_LIMITS, serve

SEARCH = "/catalog/search?q=river"


@contextmanager
def served(settings: Settings, **limits: int | str | SecretStr) -> Iterator[httpx.Client]:
    with logging_kept(), serve(create_app(settings.model_copy(update=limits), NO_ATTEMPT_LIMITS)) as client:
        yield client


def statuses(answers: list[httpx.Response]) -> list[int]:
    return [answer.status_code for answer in answers]


def test_by_default_nothing_is_limited_nor_announced(client: httpx.Client) -> None:
    answers = [client.get(SEARCH) for _ in range(30)]
    assert set(statuses(answers)) == {200}
    assert not any(name.startswith("ratelimit") for name in answers[0].headers)


def test_an_address_has_so_many_requests_without_a_token(settings: Settings) -> None:
    with served(settings, address_requests_per_minute=3) as client:
        answers = [client.get(SEARCH) for _ in range(5)]
        assert statuses(answers) == [200, 200, 200, 429, 429]
        assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0", "0"]
        assert answers[0].headers["RateLimit-Policy"] == '"address";q=3;w=60'
        refused = answers[-1]
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["type"] == "too-many-requests"
        assert 1 <= int(refused.headers["Retry-After"]) <= 20
        assert refused.headers["RateLimit-Reset"] == refused.headers["Retry-After"]
        assert {client.get(path).status_code for path in ("/health", "/health/live")} == {200}


def test_an_account_has_a_budget_of_its_own(settings: Settings) -> None:
    with served(settings, account_requests_per_minute=3) as client:
        ada, eve = sign_up(client), sign_up(client)
        answers = [ada.get("/likes") for _ in range(4)]
        assert statuses(answers) == [200, 200, 200, 429]
        assert answers[0].headers["RateLimit-Policy"] == '"account";q=3;w=60'
        assert eve.get("/likes").status_code == 200
        assert client.get(SEARCH).status_code == 200


def test_a_token_is_verified_once_for_a_request(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    verify, tokens = SessionTokens.verify, list[str]()

    def counted(self: SessionTokens, token: str) -> Claims:
        tokens.append(token)
        return verify(self, token)

    monkeypatch.setattr(SessionTokens, "verify", counted)
    with served(settings, account_requests_per_minute=100) as client:
        ada = sign_up(client)
        assert ada.get("/likes").status_code == 200
    assert tokens == [ada.token]


def test_a_token_that_is_not_valid_spends_the_budget_of_its_address(settings: Settings) -> None:
    with served(settings, account_requests_per_minute=100, address_requests_per_minute=2) as client:
        nobody = Person(client, "no.valid.token")
        assert statuses([nobody.get("/likes") for _ in range(3)]) == [401, 401, 429]


def test_whoever_stole_a_token_keeps_no_owner_from_ending_it(settings: Settings) -> None:
    with served(settings, account_requests_per_minute=2) as client:
        known = {"username": "ada", "password": "correct horse battery"}
        thief = Person(client, client.post("/auth/signup", json=known).json()["access_token"])
        assert statuses([thief.get(SEARCH) for _ in range(3)]) == [200, 200, 429]
        owner = Person(client, client.post("/auth/login", data=known).json()["access_token"])
        assert owner.get("/likes").status_code == 429
        assert owner.post("/auth/logout-all", {}).status_code == 204
        again = Person(client, client.post("/auth/login", data=known).json()["access_token"])
        assert statuses([again.get("/likes"), thief.get(SEARCH)]) == [200, 429]


def test_workers_share_budgets_in_redis(settings: Settings, redis_url: str) -> None:
    limits: dict[str, int | SecretStr] = {"address_requests_per_minute": 4, "redis_url": SecretStr(redis_url)}
    with served(settings, **limits) as one, served(settings, **limits) as other:
        assert statuses([worker.get(SEARCH) for _ in range(3) for worker in (one, other)]) == [
            *[200] * 4,
            *[429] * 2,
        ]


def test_pages_of_other_origins_may_read_a_refusal(settings: Settings) -> None:
    page = "https://app.example.com"
    with served(settings, address_requests_per_minute=1, cors_origins=page) as client:
        answers = [client.get(SEARCH, headers={"Origin": page}) for _ in range(2)]
    assert statuses(answers) == [200, 429]
    assert answers[1].headers["Access-Control-Allow-Origin"] == page
    assert "RateLimit-Reset" in answers[1].headers["Access-Control-Expose-Headers"]
