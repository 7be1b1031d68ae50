"""What holds for every answer, whoever wrote it."""

import re

import httpx
import pytest
from fastapi import Response

from segue.base.settings import Settings
from segue.web.app import create_app
from tests.web.conftest import Logged, Person
from tests.web.world import serve


@pytest.mark.parametrize("path", ["/health", "/health/live", "/nothing/here", "/likes", "/docs"])
def test_every_answer_has_an_id_and_forbids_guessing_its_type(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_two_requests_have_two_ids(client: httpx.Client) -> None:
    ids = {client.get("/health/live").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize("given", ["a", "trace-7.3_B", "x" * 64])
def test_a_plain_id_of_the_caller_is_kept(client: httpx.Client, given: str) -> None:
    answer = client.get("/nothing", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == answer.json()["instance"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb", "<b>", "a,b"])
def test_any_other_id_is_replaced(client: httpx.Client, given: str) -> None:
    answer = client.get("/health/live", headers={"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_one_line_is_logged_per_request_without_what_the_client_wrote(ada: Person, logged: Logged) -> None:
    logged.records.clear()
    answer = ada.get("/recommendations/categories", seed="my secret wish", limit=3)
    ada.get("/no/such/place/for/ada")
    page, lost = logged.named("segue.access")
    assert page.pop("ms") > 0
    assert page == {
        "method": "GET",
        "route": "/recommendations/categories",
        "status": 200,
        "request_id": answer.headers["X-Request-ID"],
        "release": answer.headers["X-Release"],
    }
    assert (lost["route"], lost["status"], lost["release"]) == (None, 404, None)
    assert "secret" not in str([vars(record) for record in logged.records])
    assert ada.token not in str([vars(record) for record in logged.records])


def test_an_unexpected_error_leaves_an_id_and_one_log_entry(settings: Settings, logged: Logged) -> None:
    app = create_app(settings)

    @app.get("/broken")
    async def broken() -> Response:
        raise RuntimeError("password=hunter2 in /srv/segue")

    with serve(app) as client:
        answer = client.get("/broken")
        assert client.get("/health/live").status_code == 200
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["instance"] == answer.headers["X-Request-ID"]
    assert "hunter2" not in answer.text
    (entry,) = [record for record in logged.records if record.levelname == "ERROR"]
    assert entry.exc_info is not None
    assert "hunter2" in str(entry.exc_info[1])
    assert vars(entry)["fields"]["request_id"] == answer.headers["X-Request-ID"]
