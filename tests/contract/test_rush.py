"""Very many at once, on two workers: all are answered, and what is stored is exact."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.contract.servers import GUNICORN, environment, run
from tests.web.conftest import SONG, sign_up

PASSWORD = "correct horse battery"


@pytest.fixture
def workers(artifacts: Path, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of two workers on one database, SQLite, then Postgres."""
    with run(GUNICORN, tmp_path / "log", environment(artifacts, database_url)) as running:
        yield running.url


@pytest.mark.slow
def test_1024_toggles_at_once_are_all_answered_and_alternate(workers: str) -> None:
    async def press_all() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=256)
        async with httpx.AsyncClient(base_url=workers, trust_env=False, timeout=60, limits=limits) as many:
            body = {"json": {"song_id": SONG}, "headers": ada.headers}
            return await asyncio.gather(*(many.post("/likes/toggle", **body) for _ in range(1024)))  # type: ignore[arg-type]

    with httpx.Client(base_url=workers, trust_env=False) as client:
        ada = sign_up(client)
        answers = asyncio.run(press_all())
        assert Counter((answer.status_code, answer.json().get("liked")) for answer in answers) == {
            (200, True): 512,
            (200, False): 512,
        }
        assert ada.get("/likes").json() == {"likes": []}


@pytest.mark.slow
def test_of_50_equal_sign_ups_one_wins_and_49_are_told_so(workers: str) -> None:
    async def sign_up_all() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=workers, trust_env=False, timeout=60) as many:
            names = ["grace", "GRACE"] * 25
            bodies = [{"username": name, "password": PASSWORD} for name in names]
            return await asyncio.gather(*(_patiently(many, body) for body in bodies))

    answers = asyncio.run(sign_up_all())
    assert Counter(answer.status_code for answer in answers) == {201: 1, 400: 49}
    assert {answer.json().get("detail") for answer in answers if answer.status_code == 400} == {
        "Username already exists"
    }


async def _patiently(client: httpx.AsyncClient, body: dict[str, str]) -> httpx.Response:
    """Sign up, and come back when told that too many are at it."""
    answer = await client.post("/auth/signup", json=body)
    if answer.status_code != 503:
        return answer
    await asyncio.sleep(0.2)
    return await _patiently(client, body)
