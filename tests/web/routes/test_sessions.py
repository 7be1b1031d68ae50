"""Sessions, as an app sees them."""

import json
import re
import subprocess
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from segue.accounts.tokens import REFRESH, Tokens
from segue.base.keys import DEVELOPMENT_SECRET
from segue.base.settings import Settings
from segue.web.app import create_app
from tests.web.conftest import SONG, Logged, Person
from tests.web.world import make_settings, serve

PAGE = (Path(__file__).parents[3] / "docs" / "accounts" / "sessions.md").read_text()
PASSWORD = "correct horse battery"
OTHER_PASSWORD = "staple and battery"
REFUSED = (401, "Authentication required", "Bearer")


@dataclass(frozen=True)
class App:
    """An app on somebody's phone, which keeps the tokens it was given last."""

    person: Person
    refresh_token: str

    @classmethod
    def of(cls, client: httpx.Client, answer: httpx.Response) -> "App":
        given = answer.raise_for_status().json()
        return cls(Person(client, given["access_token"]), given["refresh_token"])

    def ask(self, path: str, **body: Any) -> httpx.Response:
        return self.person.client.post(path, json=body)

    def refreshed(self) -> "App":
        return App.of(self.person.client, self.ask("/auth/refresh", refresh_token=self.refresh_token))

    def is_signed_in(self) -> bool:
        """Whether the access token counts; nothing is refreshed."""
        return self.person.get("/me/seeds").status_code == 200


@pytest.fixture
def name() -> str:
    return f"Grace-{uuid.uuid4().hex}"


@pytest.fixture
def phone(client: httpx.Client, name: str) -> App:
    body = {"username": name, "password": PASSWORD, "session": True}
    return App.of(client, client.post("/auth/signup", json=body))


@pytest.fixture
def tablet(client: httpx.Client, phone: App, name: str) -> App:  # noqa: ARG001 - the account is made there
    form = {"username": name, "password": PASSWORD, "session": "true"}
    return App.of(client, client.post("/auth/login", data=form))


def refusal(answer: httpx.Response) -> tuple[int, str, str | None]:
    return answer.status_code, answer.json()["detail"], answer.headers.get("WWW-Authenticate")


def expired(token: str, signing: Tokens) -> str:
    return signing.sign(signing.verify(token), until=datetime.now(UTC) - timedelta(seconds=1))


def access_tokens(secret: str = DEVELOPMENT_SECRET) -> Tokens:
    return Tokens([secret], clock=lambda: datetime.now(UTC))


def refresh_tokens(secret: str = DEVELOPMENT_SECRET) -> Tokens:
    return Tokens([secret], clock=lambda: datetime.now(UTC), purpose=REFRESH)


def test_an_app_that_asks_gets_a_short_token_and_the_means_for_more(client: httpx.Client, name: str) -> None:
    body = {"username": name, "password": PASSWORD}
    signed_up = client.post("/auth/signup", json=body | {"session": True})
    signed_in = client.post("/auth/login", data=body | {"session": "true"})
    for answer in (signed_up, signed_in):
        assert set(answer.json()) == {"access_token", "token_type", "expires_in", "refresh_token"}
        assert answer.json()["expires_in"] == 15 * 60
        assert answer.headers["Cache-Control"] == "no-store"


def test_who_does_not_ask_gets_what_there_always_was(client: httpx.Client, name: str) -> None:
    body = {"username": name, "password": PASSWORD}
    for answer in (
        client.post("/auth/signup", json=body | {"session": False}),
        client.post("/auth/login", data=body),
    ):
        assert set(answer.json()) == {"access_token", "token_type", "expires_in"}
        assert answer.json()["expires_in"] == 24 * 3600


def test_wishing_for_a_session_is_yes_or_no(client: httpx.Client, name: str) -> None:
    body = {"username": name, "password": PASSWORD}
    for wish in ("true", 1, None):
        assert client.post("/auth/signup", json=body | {"session": wish}).status_code == 422
    assert client.post("/auth/login", data=body | {"session": "1"}).status_code == 422


def test_an_app_goes_on_from_token_to_token(phone: App) -> None:
    after = phone.refreshed()
    assert after.is_signed_in()
    assert after.refreshed().refreshed().is_signed_in()
    assert phone.is_signed_in()  # until its fifteen minutes are over


def test_neither_kind_of_token_is_taken_for_the_other(phone: App) -> None:
    assert refusal(phone.ask("/auth/refresh", refresh_token=phone.person.token)) == REFUSED
    assert refusal(Person(phone.person.client, phone.refresh_token).get("/me/seeds")) == REFUSED


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é" * 1024])
@pytest.mark.parametrize("path", ["/auth/refresh", "/auth/logout"])
def test_what_is_no_refresh_token_is_refused(client: httpx.Client, path: str, token: str) -> None:
    assert refusal(client.post(path, json={"refresh_token": token})) == REFUSED


def test_an_expired_refresh_token_is_refused(phone: App) -> None:
    late = expired(phone.refresh_token, refresh_tokens())
    assert refusal(phone.ask("/auth/refresh", refresh_token=late)) == REFUSED


def test_an_answer_that_was_lost_may_be_asked_for_again(phone: App) -> None:
    lost, again = phone.refreshed(), phone.refreshed()
    assert [refresh_tokens().verify(app.refresh_token).generation for app in (lost, again)] == [1, 1]
    assert again.refreshed().is_signed_in()


def test_a_refresh_token_that_was_used_before_ends_its_session_and_no_other(
    phone: App, tablet: App, logged: Logged
) -> None:
    thief = replace(phone)
    phone = phone.refreshed().refreshed()
    assert refusal(thief.ask("/auth/refresh", refresh_token=thief.refresh_token)) == REFUSED
    assert {"reason": "refresh token used again"} in logged.named("segue.accounts.authentication")
    assert not phone.is_signed_in()
    assert refusal(phone.ask("/auth/refresh", refresh_token=phone.refresh_token)) == REFUSED
    assert tablet.is_signed_in()
    assert tablet.refreshed().is_signed_in()


def test_signing_out_ends_both_tokens_of_this_session_at_once(phone: App, tablet: App) -> None:
    answer = phone.person.post("/auth/logout", None)
    assert (answer.status_code, answer.content) == (204, b"")
    assert refusal(phone.person.get("/recommendations/categories")) == REFUSED
    assert refusal(phone.person.get("/likes")) == REFUSED
    assert refusal(phone.ask("/auth/refresh", refresh_token=phone.refresh_token)) == REFUSED
    assert refusal(phone.person.post("/auth/logout", {})) == REFUSED
    assert tablet.is_signed_in()


def test_an_app_whose_access_token_has_ended_can_sign_out_all_the_same(phone: App) -> None:
    client = phone.person.client
    late = Person(client, expired(phone.person.token, access_tokens()))
    assert refusal(late.post("/auth/logout", {})) == REFUSED
    assert late.post("/auth/logout", {"refresh_token": phone.refresh_token}).status_code == 204
    assert not phone.is_signed_in()
    assert late.post("/auth/logout", {"refresh_token": phone.refresh_token}).status_code == 204


def test_signing_out_needs_to_know_of_what(client: httpx.Client) -> None:
    for body in ({}, {"refresh_token": None}):
        assert refusal(client.post("/auth/logout", json=body)) == REFUSED
    assert refusal(client.post("/auth/logout")) == REFUSED


@pytest.mark.parametrize(
    "content", [b"null", b"[]", b"{", b'{"refresh_token": 7}', b'{"refresh_token": "a\\u0000b"}']
)
def test_a_body_that_can_not_be_read_signs_nobody_out(phone: App, content: bytes) -> None:
    headers = phone.person.headers | {"Content-Type": "application/json"}
    answer = phone.person.client.post("/auth/logout", content=content, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "validation-error")
    assert phone.is_signed_in()


def test_signing_out_everywhere_ends_all_sessions_and_invitations(phone: App, tablet: App) -> None:
    phone.person.post("/likes/toggle", {"song_id": SONG})
    invitation = phone.person.post("/me/invitations", {}).json()["invitation"]
    members = [{"invitation": invitation}, {"seeds": ["Air - Static"]}]
    assert phone.ask("/recommendations/together", members=members).status_code == 200
    answer = phone.person.post("/auth/logout-all", None)
    assert (answer.status_code, answer.content) == (204, b"")
    for app in (phone, tablet):
        assert not app.is_signed_in()
        assert refusal(app.ask("/auth/refresh", refresh_token=app.refresh_token)) == REFUSED
    assert phone.ask("/recommendations/together", members=members).status_code == 400


def test_another_password_ends_every_other_token(
    client: httpx.Client, phone: App, tablet: App, name: str
) -> None:
    body = {"current_password": PASSWORD, "new_password": OTHER_PASSWORD}
    answer = phone.person.post("/auth/password", body | {"session": True})
    changed = App.of(client, answer)
    assert changed.refreshed().is_signed_in()
    for app in (phone, tablet):
        assert not app.is_signed_in()
        assert refusal(app.ask("/auth/refresh", refresh_token=app.refresh_token)) == REFUSED
    form = {"username": name, "password": PASSWORD}
    assert client.post("/auth/login", data=form).status_code == 400
    assert client.post("/auth/login", data=form | {"password": OTHER_PASSWORD}).status_code == 200


def test_a_password_is_changed_by_who_knows_it(phone: App) -> None:
    body = {"current_password": "wrong horse", "new_password": OTHER_PASSWORD}
    answer = phone.person.post("/auth/password", body)
    assert (answer.status_code, answer.json()["detail"]) == (400, "Incorrect password")
    assert refusal(phone.ask("/auth/password", **body)) == REFUSED
    assert phone.is_signed_in()


@pytest.mark.parametrize("new", ["short", "password1", "Segue-2026", "long\0enough", "x" * 1025])
def test_a_new_password_keeps_the_rules(phone: App, new: str) -> None:
    body = {"current_password": PASSWORD, "new_password": new}
    answer = phone.person.post("/auth/password", body)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["body", "new_password"]]
    assert new not in answer.text
    assert phone.is_signed_in()


def test_a_changed_key_signs_nobody_out(settings: Settings, artifacts: Path) -> None:
    old, new = "the former key of the tests, 32 bytes", "the present key of the tests, 32 bytes"
    url = settings.resolved_database_url
    body = {"username": "grace", "password": PASSWORD, "session": True}
    queue = {"song": SONG, "limit": 1}
    with serve(create_app(make_settings(artifacts, url, api_secret_key=old))) as client:
        before = App.of(client, client.post("/auth/signup", json=body))
        invitation = before.person.post("/me/invitations", {}).json()["invitation"]
        before.person.post("/likes/toggle", {"song_id": SONG})
        cursor = client.post("/recommendations/similar", json=queue).json()["cursor"]
    changed = {"api_secret_key": new, "api_secret_key_previous": old, "password_shortest": 25}
    with serve(create_app(make_settings(artifacts, url, **changed))) as client:
        phone = App(Person(client, before.person.token), before.refresh_token)
        assert phone.is_signed_in()
        members = [{"invitation": invitation}, {"seeds": ["Air - Static"]}]
        assert phone.ask("/recommendations/together", members=members).status_code == 200
        assert phone.ask("/recommendations/similar", **queue, cursor=cursor).status_code == 200
        phone = phone.refreshed()
        assert access_tokens(new).verify(phone.person.token)
        assert refresh_tokens(new).verify(phone.refresh_token)

        refused = client.post("/auth/signup", json={"username": "alan", "password": PASSWORD})
        sentence = "A password has at least 25 characters."
        assert (refused.status_code, refused.json()["errors"]) == (422, [{"loc": ["body"], "msg": sentence}])
        wish = {"current_password": PASSWORD, "new_password": OTHER_PASSWORD}
        assert phone.person.post("/auth/password", wish).json()["detail"] == sentence


def test_the_commands_of_the_page_work_exactly_as_printed(client: httpx.Client) -> None:
    block = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    script = block.replace("http://127.0.0.1:8000", str(client.base_url).rstrip("/"))
    script = script.replace("grace", f"grace-{uuid.uuid4().hex[:8]}")
    # each answer on a line of its own
    script = 'curl() { command curl "$@"; echo; }\n' + script
    run = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    seeds, changed, *ended = lines
    assert json.loads(seeds) == {"seeds": None}
    assert json.loads(changed)["expires_in"] == 15 * 60
    assert ended == ["204", "401"]
