"""Everything fails that can, with secrets at hand: none is in what is printed, logged or answered."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from db.database import Database
from tests.canaries.planted import PASSWORD, PLANTED, canaries_in
from tests.contract.servers import ROOT, UVICORN, Server, environment, run

NEW, WRONG = PLANTED["new-password"], PLANTED["wrong-password"]
_MLFLOW = f"http://ana:{PLANTED['mlflow-password']}@127.0.0.1:1"
_LOGIN = f"{PLANTED['database-user']}:{PLANTED['database-password']}@127.0.0.1:1"
_ELSEWHERE = {
    "API_SECRET_KEY_PREVIOUS": PLANTED["former-key"],
    "REDIS_URL": f"redis://:{PLANTED['redis-password']}@127.0.0.1:1/0",
    "LOG_LEVEL": "DEBUG",
}

REFUSES_HASHES = {
    "sqlite": "CREATE TRIGGER refuses BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'no'); END",
    "postgresql": "ALTER TABLE users ADD CONSTRAINT refuses CHECK (password_hash = '') NOT VALID",
}
"""What no code of ours foresees: Postgres repeats the row it refuses, with the hash in it."""


@pytest.fixture
def server(artifacts: Path, database_url: str, tmp_path: Path) -> Iterator[Server]:
    """In production, Redis away, on SQLite, then Postgres."""
    env = environment(artifacts, database_url, **_ELSEWHERE, ACCOUNT_REQUESTS_PER_MINUTE="1000")
    with run(UVICORN, tmp_path / "log", env) as running:
        yield running


def test_no_request_that_fails_lets_a_secret_out(server: Server, database_url: str) -> None:
    headers = {"Cookie": f"session={PLANTED['cookie']}"}
    with httpx.Client(base_url=server.url, trust_env=False, headers=headers) as client:
        body = {"username": "ada", "password": PASSWORD, "session": True}
        tokens = client.post("/auth/signup", json=body).json()
        refused = [*refused_sign_ins(client, body), *refused_tokens(client, tokens)]
        assert {answer.status_code for answer in refused} == {400, 401, 422}
        broken = unforeseen(client, database_url)
        assert broken.status_code == 500
        for answer in [*refused, broken]:
            assert canaries_in(answer.text + str(answer.headers)) == [], answer.url
    logged = server.log.read_text()
    assert '"traceback":' in logged
    assert canaries_in(logged) == []


def refused_sign_ins(client: httpx.Client, body: dict[str, object]) -> list[httpx.Response]:
    return [
        client.post("/auth/signup", json=body),
        client.post("/auth/signup", json=body | {"password": f"{WRONG}\0"}),
        client.post("/auth/signup", json=body | {PLANTED["cookie"]: NEW}),
        client.post("/auth/signup", content=f'{{"password": "{PASSWORD}"'),
        client.post("/auth/signup", json=body | {"username": PASSWORD * 3}),
        client.post("/auth/login", data={"username": PASSWORD, "password": WRONG}),
        client.post("/auth/login", data={"username": "ada", "password": WRONG}),
        client.post("/auth/login", json={"username": "ada", "password": PASSWORD}),
    ]


def refused_tokens(client: httpx.Client, tokens: dict[str, str]) -> list[httpx.Response]:
    access, refresh = {"Authorization": f"Bearer {tokens['access_token']}"}, tokens["refresh_token"]
    invitation = client.post("/me/invitations", json={}, headers=access).json()["invitation"]
    changes = {"current_password": WRONG, "new_password": NEW}
    answers = [
        client.post("/auth/password", json=changes, headers=access),
        client.post("/auth/password", json=changes | {"current_password": PASSWORD, "new_password": "short"}),
        client.request("DELETE", "/me", json={"password": WRONG}, headers=access),
        client.get("/likes", headers={"Authorization": f"Basic {PLANTED['authorization']}"}),
        client.get("/likes", headers={"Authorization": f"Bearer {tokens['access_token']}x"}),
        client.get("/likes", headers={"Authorization": f"Bearer {invitation}"}),
        client.post("/auth/refresh", json={"refresh_token": tokens["access_token"]}),
        client.post("/auth/refresh", json={"refresh_token": [refresh]}),
        client.post("/auth/logout", json={"refresh_token": f"{refresh}x"}),
    ]
    for _ in range(2):
        refresh = client.post("/auth/refresh", json={"refresh_token": refresh}).json()["refresh_token"]
    stolen = client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    return [*answers, stolen, client.get("/likes", headers=access)]


def unforeseen(client: httpx.Client, database_url: str) -> httpx.Response:
    """A mistake of ours in the middle of storing an account."""
    database = Database(database_url)
    with database.transaction(write=True) as connection:
        connection.execute(text(REFUSES_HASHES[database.engine.dialect.name]))
    database.close()
    return client.post("/auth/signup", json={"username": "grace", "password": PASSWORD})


RETRAIN = ("retrain", "--data", "db", "--log", "retrain.jsonl", "--metrics", "segue.prom")


@pytest.mark.parametrize(
    "words",
    [("migrate",), ("backup", "copy.sqlite3"), RETRAIN, ("report", "online")],
    ids=lambda words: words[0],
)
def test_no_command_without_its_database_does(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert_silent(tmp_path, words)


@pytest.mark.slow  # MLflow asks a dead server three times
def test_nor_does_one_without_mlflow(tmp_path: Path) -> None:
    assert_silent(tmp_path, RETRAIN, MLFLOW_TRACKING_URI=_MLFLOW)


def assert_silent(tmp_path: Path, words: tuple[str, ...], **further: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "main.py", *words],
        cwd=tmp_path,
        env=environment(tmp_path / "artifacts", f"postgresql://{_LOGIN}/segue", **_ELSEWHERE, **further),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {2, 3}, done.stderr
    assert "error:" in done.stderr
    assert canaries_in(done.stdout + done.stderr) == []
    for path in (*tmp_path.rglob("*.jsonl"), *tmp_path.rglob("*.prom"), *tmp_path.rglob("*.json")):
        assert canaries_in(path.read_text()) == [], path.name
