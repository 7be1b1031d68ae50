"""Nothing that is printed, logged or answered holds the user and the password of an address, or a key."""

from pathlib import Path

import httpx
import pytest

from segue.web import preflight
from tests.contract.servers import SECRET, UVICORN, environment, run
from tests.web.conftest import logging_kept

USER, PASSWORD = "canary-user", "canary-password"
DATABASE = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:1/segue?application_name={PASSWORD}"
REDIS = f"redis://{USER}:{PASSWORD}@127.0.0.1:1/0"


def assert_silent(text: str) -> None:
    for canary in (USER, PASSWORD, SECRET):
        assert canary not in text


def test_a_server_without_its_database_says_so_without_its_address(artifacts: Path, tmp_path: Path) -> None:
    env = environment(artifacts, DATABASE, REDIS_URL=REDIS, LOG_LEVEL="DEBUG")
    with run(UVICORN, tmp_path / "log", env) as server, httpx.Client(base_url=server.url) as client:
        account = {"username": "somebody", "password": "correct horse battery"}
        answers = [
            client.post("/auth/signup", json=account),
            client.post("/auth/login", data=account),
            client.get("/health"),
            client.get("/recommendations/categories"),
        ]
        assert [answer.status_code for answer in answers] == [503, 503, 200, 200]
        for answer in answers:
            assert_silent(answer.text + str(answer.headers))
    assert_silent((tmp_path / "log").read_text())


@pytest.mark.parametrize(
    "changes",
    [
        {"DATABASE_URL": f"mysql://{USER}:{PASSWORD}@host/x"},
        {"DATABASE_URL": f"postgresql://{USER}:{PASSWORD}@host:port/x"},
        {"DATABASE_URL": f"postgresql://host/x?{PASSWORD}=1"},
        {"DATABASE_URL": f"sqlite:////nowhere/{PASSWORD}/x"},
        {"REDIS_URL": f"http://{USER}:{PASSWORD}@host"},
        {"REDIS_URL": f"redis://{USER}:{PASSWORD}@host:port/x"},
        {"API_SECRET_KEY": PASSWORD},
        {"API_SECRET_KEY_PREVIOUS": PASSWORD},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_address_or_a_key_that_can_not_be_used_is_not_repeated(
    artifacts: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, str],
) -> None:
    given = environment(artifacts, f"sqlite:///{tmp_path / 'segue.sqlite3'}") | changes
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with logging_kept():
        assert preflight.main() != 0
    printed = capsys.readouterr().err
    assert printed.startswith("Segue can't start. ")
    assert_silent(printed)
