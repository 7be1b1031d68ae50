"""A life of sessions on two workers and Postgres: what one worker is told, the other knows at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.canaries.planted import PASSWORD, PLANTED
from tests.contract.servers import GUNICORN, UVICORN, environment, run

ACCOUNT = {"username": "ada", "password": PASSWORD, "session": True}
NEW_PASSWORD = PLANTED["new-password"]
CONNECTIONS = 8
"""That one of two workers gets none of them is a matter of 1 in 128."""


class Workers:
    """Two workers, asked over a new connection each time."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        client.headers["Connection"] = "close"

    def ask(
        self, method: str, path: str, token: str = "", body: object = None, form: dict[str, str] | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.request(method, path, headers=headers, json=body, data=form)

    def assert_all(self, status: int, token: str) -> None:
        """Whoever is asked gives the same answer about a token."""
        answered = [self.ask("GET", "/likes", token).status_code for _ in range(CONNECTIONS)]
        assert answered == [status] * CONNECTIONS

    def tokens(self, path: str, body: object, token: str = "") -> tuple[str, str]:
        """The access token and the refresh token of an answer."""
        answer = self.ask("POST", path, token, body)
        assert answer.is_success, answer.text
        return answer.json()["access_token"], answer.json()["refresh_token"]


def test_a_life_of_sessions(artifacts: Path, postgres_url: str, tmp_path: Path) -> None:
    env = environment(artifacts, postgres_url)
    changed = {"API_SECRET_KEY": PLANTED["former-key"], "API_SECRET_KEY_PREVIOUS": env["API_SECRET_KEY"]}
    with asked(UVICORN, tmp_path / "before", env) as before:
        phone = before.tokens("/auth/signup", ACCOUNT)
    with asked(GUNICORN, tmp_path / "after", env | changed) as workers:
        phone = outlives_the_key(workers, phone)
        laptop = signs_in_and_out(workers, phone)
        tablet = changes_the_password(workers, laptop)
        leaves(workers, tablet)


@contextmanager
def asked(command: tuple[str, ...], log: Path, env: dict[str, str]) -> Iterator[Workers]:
    with run(command, log, env) as server, httpx.Client(base_url=server.url, trust_env=False) as client:
        yield Workers(client)


def outlives_the_key(workers: Workers, phone: tuple[str, str]) -> tuple[str, str]:
    workers.assert_all(200, phone[0])
    renewed = workers.tokens("/auth/refresh", {"refresh_token": phone[1]})
    workers.assert_all(200, renewed[0])
    return renewed


def signs_in_and_out(workers: Workers, phone: tuple[str, str]) -> tuple[str, str]:
    form = {"username": "ADA", "password": PASSWORD, "session": "true"}
    answer = workers.ask("POST", "/auth/login", form=form).json()
    laptop = answer["access_token"], answer["refresh_token"]
    access, refresh = workers.tokens("/auth/refresh", {"refresh_token": phone[1]})
    for token in (phone[0], access, laptop[0]):
        workers.assert_all(200, token)
    assert workers.ask("POST", "/auth/logout", access).status_code == 204
    for token in (phone[0], access):
        workers.assert_all(401, token)
    assert workers.ask("POST", "/auth/refresh", body={"refresh_token": refresh}).status_code == 401
    workers.assert_all(200, laptop[0])
    return laptop


def changes_the_password(workers: Workers, laptop: tuple[str, str]) -> tuple[str, str]:
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "session": True}
    tablet = workers.tokens("/auth/password", body, laptop[0])
    workers.assert_all(401, laptop[0])
    workers.assert_all(200, tablet[0])
    return tablet


def leaves(workers: Workers, tablet: tuple[str, str]) -> None:
    assert workers.ask("DELETE", "/me", tablet[0], {"password": NEW_PASSWORD}).status_code == 200
    workers.assert_all(401, tablet[0])
    assert workers.ask("POST", "/auth/refresh", body={"refresh_token": tablet[1]}).status_code == 401
    workers.assert_all(200, workers.tokens("/auth/signup", ACCOUNT)[0])  # the name is free, for a stranger
