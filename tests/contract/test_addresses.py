"""Whose budget a request spends, under the real servers."""

import uuid
from pathlib import Path

import httpx
import pytest

from tests.contract.servers import GUNICORN, UVICORN, Server, environment, run

LIMIT = 3


@pytest.fixture
def env(artifacts: Path, sqlite_url: str, redis_url: str) -> dict[str, str]:
    """Workers share their counts in Redis, under keys that depend on the secret: no other test's."""
    limits = {"ADDRESS_REQUESTS_PER_MINUTE": str(LIMIT), "REDIS_URL": redis_url}
    return environment(artifacts, sqlite_url, API_SECRET_KEY=uuid.uuid4().hex, **limits)


def granted(server: Server) -> int:
    """How many of nine requests are answered, of two addresses by what they say."""
    answers = [
        httpx.get(
            f"{server.url}/catalog/search?q=river",
            headers={"X-Forwarded-For": f"198.51.100.{n % 2}"},
            trust_env=False,
        )
        for n in range(3 * LIMIT)
    ]
    assert {answer.status_code for answer in answers} == {200, 429}
    return sum(answer.status_code == 200 for answer in answers)


@pytest.mark.parametrize(
    "command",
    [pytest.param(UVICORN, id="uvicorn"), pytest.param(GUNICORN, id="gunicorn", marks=pytest.mark.slow)],
)
@pytest.mark.parametrize(("proxies", "budgets"), [("", 1), ("127.0.0.1", 2)], ids=["no proxy", "a proxy"])
def test_only_a_proxy_that_is_named_says_whose_budget_is_spent(
    env: dict[str, str], tmp_path: Path, command: tuple[str, ...], proxies: str, budgets: int
) -> None:
    believed = {"FORWARDED_ALLOW_IPS": proxies} if proxies else {}
    with run(command, tmp_path / "log", env | believed) as server:
        assert granted(server) == budgets * LIMIT
