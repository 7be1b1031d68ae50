import secrets
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from segue.web.app import create_app
from tests.web.world import make_settings, serve

PAGE = "https://app.example.com"


def ask(artifacts: Path, database_url: str, request: httpx.Request, **settings: str) -> httpx.Response:
    app = create_app(make_settings(artifacts, database_url, **settings))
    with serve(app) as client:
        built = client.build_request(request.method, request.url.path, headers=request.headers)
        return client.send(built)


@pytest.mark.parametrize(
    ("host", "status"), [("segue.example", 404), ("api.segue.example:8000", 404), ("evil.example", 400)]
)
def test_requests_for_other_hosts_are_refused(
    artifacts: Path, sqlite_url: str, host: str, status: int
) -> None:
    request = httpx.Request("GET", "http://x/nowhere", headers={"Host": host})
    answer = ask(artifacts, sqlite_url, request, allowed_hosts="segue.example, *.segue.example")
    assert answer.status_code == status
    assert answer.json()["instance"] == answer.headers["X-Request-ID"]
    if status == 400:
        assert answer.json()["type"] == "bad-request"
        assert "ALLOWED_HOSTS" in answer.json()["detail"]
        assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("mode", "hosts", "status"),
    [("development", "", 404), ("production", "", 400), ("production", "*", 404)],
)
def test_strangers_names_lead_here_in_development_alone_unless_asked_for(
    artifacts: Path, sqlite_url: str, mode: str, hosts: str, status: int
) -> None:
    request = httpx.Request("GET", "http://x/nowhere", headers={"Host": "evil.example"})
    changes = {"mode": mode, "allowed_hosts": hosts, "api_secret_key": secrets.token_hex(32)}
    assert ask(artifacts, sqlite_url, request, **changes).status_code == status


def test_no_other_page_may_read_answers_by_default(artifacts: Path, sqlite_url: str) -> None:
    answer = ask(artifacts, sqlite_url, httpx.Request("GET", "http://x/health", headers={"Origin": PAGE}))
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_that_is_named_may_read_answers_and_failures(artifacts: Path, sqlite_url: str) -> None:
    for path in ("/health", "/nowhere"):
        request = httpx.Request("GET", f"http://x{path}", headers={"Origin": PAGE})
        answer = ask(artifacts, sqlite_url, request, cors_origins=PAGE)
        assert answer.headers["Access-Control-Allow-Origin"] == PAGE
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "X-Release" in answer.headers["Access-Control-Expose-Headers"]


def test_a_page_that_is_not_named_is_refused_in_our_shape(artifacts: Path, sqlite_url: str) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    request = httpx.Request("OPTIONS", "http://x/likes/toggle", headers=headers)
    answer = ask(artifacts, sqlite_url, request, cors_origins=PAGE)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "given", [{"cors_origins": "*"}, {"cors_origins": "app.example.com"}, {"allowed_hosts": "*example"}]
)
def test_hosts_and_origins_that_mean_nothing_refuse_to_start(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        make_settings(tmp_path, "", **given)
