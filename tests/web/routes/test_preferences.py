import httpx
import pytest

from tests.web.conftest import Person

NOTHING = {"discovery": None, "explicit": None, "diversity": None, "private": False}


def test_preferences_come_back_as_they_were_put(ada: Person) -> None:
    assert ada.get("/me/preferences").json() == NOTHING
    for wanted in (
        {"discovery": 0.25, "explicit": False, "diversity": 1.0},
        {"explicit": True},
        {},
    ):
        assert ada.put("/me/preferences", wanted).json() == NOTHING | wanted
        assert ada.get("/me/preferences").json() == NOTHING | wanted


def test_an_account_stays_private_until_it_says_otherwise(ada: Person) -> None:
    assert ada.put("/me/preferences", {"private": True}).json() == NOTHING | {"private": True}
    for said in ({"discovery": 0.25}, {"private": None}):
        assert ada.put("/me/preferences", said).json()["private"] is True
        assert ada.get("/me/preferences").json()["private"] is True
    assert ada.put("/me/preferences", {"private": False}).json() == NOTHING
    assert ada.put("/me/preferences", {}).json() == NOTHING


@pytest.mark.parametrize(
    "wanted",
    [
        {"discovery": 1.01},
        {"discovery": -1},
        {"diversity": "0.5"},
        {"explicit": 1},
        {"explicit": "false"},
        {"private": "true"},
        [],
    ],
)
def test_preferences_lie_in_their_ranges(ada: Person, wanted: object) -> None:
    assert ada.put("/me/preferences", wanted).status_code == 422
    assert ada.get("/me/preferences").json() == NOTHING


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_preferences_need_a_token(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/me/preferences", json={}).status_code == 401
