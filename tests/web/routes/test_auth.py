import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from segue.accounts.tokens import Tokens
from segue.base.ids import AccountId
from segue.base.keys import DEVELOPMENT_SECRET
from tests.web.conftest import Person

PASSWORD = "correct horse battery"
TOKENS = Tokens([DEVELOPMENT_SECRET], clock=lambda: datetime.now(UTC))


@pytest.fixture
def name() -> str:
    return f"Grace-{uuid.uuid4().hex}"


def test_a_new_account_is_signed_in_at_once(client: httpx.Client, name: str) -> None:
    answer = client.post("/auth/signup", json={"username": name, "password": PASSWORD})
    assert answer.status_code == 201
    assert set(answer.json()) == {"access_token", "token_type", "expires_in"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("bearer", 24 * 3600)
    assert Person(client, answer.json()["access_token"]).get("/likes").json() == {"likes": []}


def test_a_name_is_taken_in_every_spelling(client: httpx.Client, name: str) -> None:
    client.post("/auth/signup", json={"username": name, "password": PASSWORD})
    again = client.post("/auth/signup", json={"username": name.upper(), "password": PASSWORD})
    assert (again.status_code, again.json()["detail"]) == (400, "Username already exists")


def test_the_right_password_signs_in_under_any_spelling_of_the_name(client: httpx.Client, name: str) -> None:
    client.post("/auth/signup", json={"username": name, "password": PASSWORD})
    answer = client.post("/auth/login", data={"username": name.lower(), "password": PASSWORD})
    assert answer.status_code == 200
    assert Person(client, answer.json()["access_token"]).get("/likes").status_code == 200


def test_every_failed_sign_in_looks_the_same(client: httpx.Client, name: str) -> None:
    client.post("/auth/signup", json={"username": name, "password": PASSWORD})
    failures = [
        client.post("/auth/login", data={"username": username, "password": password})
        for username, password in ((name, "wrong password"), ("nobody-at-all", PASSWORD), ("x", PASSWORD))
    ]
    for answer in failures:
        assert (answer.status_code, answer.json()["detail"]) == (400, "Incorrect username or password")
        assert set(answer.headers) == set(failures[0].headers)


def test_signing_in_takes_a_form_and_nothing_else(client: httpx.Client, name: str) -> None:
    client.post("/auth/signup", json={"username": name, "password": PASSWORD})
    form = {"username": name, "password": PASSWORD}
    assert client.post("/auth/login", json=form).status_code == 422
    as_oauth = form | {"grant_type": "password", "scope": ""}
    assert client.post("/auth/login", data=as_oauth).status_code == 200


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("al", PASSWORD, "username"),
        ("x" * 51, PASSWORD, "username"),
        ("zero\u200bwidth", PASSWORD, "username"),
        ("grace", "short", "password"),
        ("grace", "x" * 1025, "password"),
        ("grace", "correct\0horse", "password"),
    ],
)
def test_names_and_passwords_that_are_not_allowed_are_pointed_at(
    client: httpx.Client, username: str, password: str, field: str
) -> None:
    answer = client.post("/auth/signup", json={"username": username, "password": password})
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["body", field]]
    assert password not in answer.text


def test_a_password_that_is_the_name_is_refused_with_an_error_list(client: httpx.Client, name: str) -> None:
    answer = client.post("/auth/signup", json={"username": name, "password": name.upper()})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"loc": ["body"], "msg": "A password can't be the username, nor that and a few characters."}
    ]


def test_a_token_of_an_account_that_is_not_there_is_refused(client: httpx.Client, ada: Person) -> None:
    claims = TOKENS.verify(ada.token)
    until = datetime.now(UTC) + timedelta(hours=1)
    assert Person(client, TOKENS.sign(claims, until=until)).get("/me/seeds").status_code == 200
    nobody = Person(client, TOKENS.sign(replace(claims, user_id=AccountId(10**9)), until=until))
    answer = nobody.get("/recommendations/categories")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_token_ends(client: httpx.Client, ada: Person) -> None:
    ended = TOKENS.sign(TOKENS.verify(ada.token), until=datetime.now(UTC) - timedelta(seconds=1))
    assert Person(client, ended).get("/me/seeds").status_code == 401
